using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace CharRnn.Server.Tests;

/// <summary>Malformed requests, made from good ones by seeded damage. CHARRNN_REQUESTS says how many; each is answered, and never by a failure of the server.</summary>
[TestClass]
public sealed class FuzzTests
{
    private const int Default = 1500;
    private const int Longest = 10_000_000; // characters of a prompt
    private const string Key = "a-key-of-the-tests-1";

    private static readonly string[] Good =
    [
        """{"model":"docs","prompt":"Returns ","max_tokens":5,"temperature":0.5,"top_p":0.9,"n":2,"stop":["\n","x"],"seed":1,"logprobs":2}""",
        """{"model":"names","prompt":["a","b"],"max_tokens":3,"stream":true,"stream_options":{"include_usage":true},"echo":true}""",
        """{"model":"docs","prompt":"x","max_tokens":2,"logit_bias":{"a":-100,"b":5},"best_of":3,"presence_penalty":1,"frequency_penalty":-1,"user":"u"}""",
        """{"model":"docs","texts":["Gets the","number"],"surprisals":true}""",
        "{\"text\":\"one\"}\n{\"text\":\"two\"}\n",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e400", "-1e400", "1e-400", "99999999999999999999999", "0.1", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"a\\u0000b\"", "[]", "{}", "[[]]", "[null]", "{\"a\":{}}",
        "\"\\udc00\\ud800\"", "\"😀\"", "NaN", "[1,2,3]", "\"stop\"", "{\"\\ud800\":1}", "{\"\":1}", "{\"a\":1e999}", "-0", "007", "\"\\u202e\"", "{\"e\":-100,\" \":-100,\"t\":-100}",
    ];

    private static readonly string[] Sessions =
    [
        "\"a\"", "\"all/a\"", "\"../a\"", "\"a\\u0000\"", "\"\\ud800\"", "\"\"", "\"a b\"", "\"%2e\"", "1", "null", "[\"a\"]", "{}", $"\"{new string('a', 65)}\"", "\"\u0430\"", "\"a\\n\"",
    ];

    private static readonly string[] ContentTypes = ["application/x-ndjson", "text/plain", "application/json; charset=utf-7", "a/b;;=", ""];

    [TestMethod]
    public async Task None_is_answered_by_a_failure()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("CHARRNN_REQUESTS"), CultureInfo.InvariantCulture, out int given) ? given : Default;
        await using RunningServer server = await RunningServer.StartAsync($"Server:ApiKeys:0={Key}");
        Dictionary<int, int> statuses = [];
        Lock gate = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (seed, cancellation) =>
        {
            (HttpStatusCode status, string answer, string sent) = await SendAsync(server, new Random(seed), cancellation);
            Assert.IsLessThan(500, (int)status, $"seed {seed} sent {sent[..Math.Min(500, sent.Length)]} and was answered {answer}");
            lock (gate)
            {
                statuses[(int)status] = statuses.GetValueOrDefault((int)status) + 1;
            }
        });
        Console.WriteLine($"{count} requests: {string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} x {pair.Key}"))}");
        await server.AssertIdleAsync();
        Assert.AreEqual("Healthy", await server.Client.GetStringAsync("/readyz"));
    }

    [TestMethod]
    public async Task What_is_no_HTTP_or_comes_slowly_harms_nobody()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Uri address = server.Client.BaseAddress!;
        List<TcpClient> clients = [];
        foreach (string sent in (string[])[
            "", "\0\0\0", "GET", "POST /v1/completions HTTP/1.1\r\n", "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"model\":",
            "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "POST /v1/score?model=docs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 99\r\n\r\n{\"text\":\"a\"}\n{",
            "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n", "GET /v1/models/%00%ff%2e%2e HTTP/1.1\r\nHost: localhost\r\n\r\n"])
        {
            TcpClient client = new();
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(sent));
            clients.Add(client); // which says no more
        }

        Assert.AreEqual(10, (await server.CompleteAsync(new { max_tokens = 10 })).Text().Length);
        clients.ForEach(client => client.Dispose());
        await server.AssertIdleAsync();
        Assert.AreEqual(10, (await server.CompleteAsync(new { max_tokens = 10 })).Text().Length);
    }

    private static async Task<(HttpStatusCode Status, string Answer, string Sent)> SendAsync(RunningServer server, Random random, CancellationToken cancellation)
    {
        int kind = random.Next(Good.Length);
        string path = kind < 3 ? "/v1/completions" : "/v1/score?model=docs";
        byte[] body = Damage(random, Good[kind]);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", kind == 4 ? "application/x-ndjson" : random.Next(20) > 0 ? "application/json" : ContentTypes[random.Next(ContentTypes.Length)]);
        request.Headers.TryAddWithoutValidation("Authorization", random.Next(20) == 0 ? Damaged(random, $"Bearer {Key}") : $"Bearer {Key}");
        try
        {
            using HttpResponseMessage response = await server.Client.SendAsync(request, cancellation);
            string answer = await response.Content.ReadAsStringAsync(cancellation);
            if (response.StatusCode >= HttpStatusCode.BadRequest)
            {
                Assert.AreEqual(JsonValueKind.String, JsonDocument.Parse(answer).RootElement.Error().GetProperty("message").ValueKind);
            }

            return (response.StatusCode, answer, Encoding.UTF8.GetString(body));
        }
        catch (HttpRequestException exception) when (body.Length > 4_000_000)
        {
            return (HttpStatusCode.RequestEntityTooLarge, exception.Message, ""); // it was refused, and the connection closed, while it was still sent
        }
    }

    private static byte[] Damage(Random random, string good) => random.Next(12) switch
    {
        0 => Encoding.UTF8.GetBytes(good[..random.Next(good.Length)]),
        1 => Encoding.UTF8.GetBytes(new string(random.Next(2) == 0 ? '[' : '{', random.Next(1, 100_000))),
        2 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", random.Next(1, 5000))) + good),
        3 => Bytes(random, good),
        4 => Encoding.UTF8.GetBytes(good.Replace("model", random.Next(2) == 0 ? "Model" : "m\\u006fdel", StringComparison.Ordinal)),
        5 => Encoding.UTF8.GetBytes(good + good),
        6 when random.Next(40) == 0 => Encoding.UTF8.GetBytes($$"""{"model":"docs","prompt":"{{new string('a', random.Next(Longest))}}"}"""),
        7 => Encoding.UTF8.GetBytes($$"""{"model":"docs","session":{{Sessions[random.Next(Sessions.Length)]}},"prompt":{{Values[random.Next(Values.Length)]}}}"""),
        _ => Encoding.UTF8.GetBytes(WithOtherValue(random, good)),
    };

    private static byte[] Bytes(Random random, string good)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(good);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static string Damaged(Random random, string header) => header.Remove(random.Next(header.Length), 1);

    private static string WithOtherValue(Random random, string good)
    {
        string[] parts = good.Split(':');
        int part = random.Next(1, parts.Length);
        int end = parts[part].LastIndexOf(',');
        parts[part] = Values[random.Next(Values.Length)] + (end < 0 ? "}" : parts[part][end..]);
        return string.Join(':', parts);
    }
}
