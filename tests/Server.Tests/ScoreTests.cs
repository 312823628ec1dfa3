using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CharRnn.Inference;

namespace CharRnn.Server.Tests;

/// <summary>Scores of texts and of lines, compared with the library's.</summary>
[TestClass]
public sealed class ScoreTests
{
    private const double Tolerance = 1e-3;

    private static RunningServer server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => server = await RunningServer.StartAsync("Server:MaxRequestBodySize=2000");

    [ClassCleanup]
    public static async Task Stop() => await server.DisposeAsync();

    [TestMethod]
    public async Task Scores_are_those_of_the_library()
    {
        string[] texts = ["Gets the number of elements.", "xqzv kjhw", "", "\u6f22"];
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/score", JsonSerializer.Serialize(new { model = "docs", texts, surprisals = true }));
        Assert.AreEqual(HttpStatusCode.OK, status);
        SentenceScorer scorer = new(server.Model, new ScoringOptions { WithSurprisals = true });
        foreach ((SentenceScore expected, JsonElement score) in scorer.Score(texts).Zip(answer.GetProperty("scores").EnumerateArray()))
        {
            AssertIs(expected, score);
            double[] bits = [.. score.GetProperty("surprisals").EnumerateArray().Select(value => value.GetDouble())];
            Assert.HasCount(expected.Surprisals!.Count, bits);
            Assert.AreEqual(expected.Surprisals.Sum(), bits.Sum(), Tolerance);
        }
    }

    [TestMethod]
    public async Task One_text_has_one_score()
    {
        (_, JsonElement answer) = await server.PostAsync("/v1/score", """{"model":"names","text":"StringBuilder"}""");
        JsonElement score = answer.GetProperty("scores").EnumerateArray().Single();
        Assert.AreEqual(13, score.GetProperty("character_count").GetInt32());
        Assert.IsFalse(score.TryGetProperty("surprisals", out _));
    }

    [TestMethod]
    public async Task Lines_are_answered_while_more_come()
    {
        using TcpClient client = new(); // HttpClient reads no answer before it has sent the whole body
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        using StreamReader answers = new(client.GetStream());
        await SendAsync(client, "POST /v1/score?model=docs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        SentenceScorer scorer = new(server.Model);
        foreach (string text in (string[])["Gets the number of elements.", "teh", "\u6f22"])
        {
            string line = JsonSerializer.Serialize(new { text }) + "\n";
            await SendAsync(client, $"{line.Length:x}\r\n{line}\r\n");
            AssertIs(scorer.Score(text), await ReadScoreAsync(answers)); // before the next is sent
        }

        await SendAsync(client, "0\r\n\r\n");
        StringAssert.EndsWith(await answers.ReadToEndAsync(), "0\r\n\r\n");
    }

    [TestMethod]
    public async Task A_bad_line_has_its_error_in_its_place()
    {
        string longest = "{\"text\":\"" + new string('a', 1989) + "\"}"; // 2,000 bytes
        string[] lines = ["{\"text\":\"a\"}", "{\"text\":", "", longest, longest + " ", "{\"text\":1}", "{\"x\":1}", new string('[', 5000), "{\"text\":\"\\ud800\"}", "{\"text\":null}", "{\"text\":\"b\"}\r", "{\"text\":\"last\"}"];
        string?[] problems =
        [
            null, "text cannot be read; must be a string, and stand once.", "The JSON is wrong at line 3, byte 1; must be one object, in which no name stands twice.", null,
            "The line is longer than 2000 bytes, the maximum.", "text cannot be read; must be a string, and stand once.", "x is not supported.", "The line is longer than 2000 bytes, the maximum.",
            "text cannot be read; must be a string, and stand once.", "text is missing; must be a string.", null, null,
        ];
        JsonElement[] answers = await ScoreLinesAsync(string.Join('\n', lines));
        CollectionAssert.AreEqual(problems, answers.Select(answer => answer.TryGetProperty("error", out JsonElement error) ? error.GetProperty("message").GetString() : null).ToArray());
    }

    [TestMethod]
    public async Task Many_lines_keep_their_order()
    {
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => new string((char)('a' + (i % 26)), i % 17))];
        JsonElement[] answers = await ScoreLinesAsync(string.Concat(texts.Select(text => JsonSerializer.Serialize(new { text }) + "\n")));
        CollectionAssert.AreEqual(texts.Select(text => text.Length).ToArray(), answers.Select(answer => answer.GetProperty("character_count").GetInt32()).ToArray());
    }

    [TestMethod]
    public async Task An_error_names_its_line_among_all_that_came()
    {
        int[] bad = [1, 1024, 1025, 2500];
        JsonElement[] answers = await ScoreLinesAsync(string.Join('\n', Enumerable.Range(1, 2500).Select(number => bad.Contains(number) ? "{\"text\":\"a\"" : "{\"text\":\"a\"}")));
        foreach (int number in bad)
        {
            StringAssert.StartsWith(answers[number - 1].Error().GetProperty("message").GetString(), $"The JSON is wrong at line {number}, byte 12;");
        }
    }

    private static async Task<JsonElement[]> ScoreLinesAsync(string lines)
    {
        using StringContent body = new(lines, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await server.Client.PostAsync("/v1/score?model=docs", body);
        string answer = await response.Content.ReadAsStringAsync();
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static void AssertIs(SentenceScore expected, JsonElement score)
    {
        Assert.AreEqual(expected.LogLikelihood, score.GetProperty("log_likelihood").GetDouble(), Tolerance);
        Assert.AreEqual(expected.CharacterCount, score.GetProperty("character_count").GetInt32());
        Assert.AreEqual(expected.UnknownCount, score.GetProperty("unknown_count").GetInt32());
        JsonElement bits = score.GetProperty("bits_per_character");
        Assert.AreEqual(expected.BitsPerCharacter is null, bits.ValueKind == JsonValueKind.Null);
        Assert.AreEqual(expected.BitsPerCharacter ?? 0, bits.ValueKind == JsonValueKind.Null ? 0 : bits.GetDouble(), Tolerance);
    }

    private static async Task SendAsync(TcpClient client, string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<JsonElement> ReadScoreAsync(StreamReader answers)
    {
        while (await answers.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{'))
            {
                return JsonDocument.Parse(line).RootElement;
            }
        }

        throw new AssertFailedException("The answer has ended.");
    }
}
