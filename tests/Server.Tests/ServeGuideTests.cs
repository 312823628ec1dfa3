using System.Text.Json;
using System.Text.RegularExpressions;

namespace CharRnn.Server.Tests;

/// <summary>The requests of the guide, sent by curl, are answered as it shows.</summary>
[TestClass]
public sealed partial class ServeGuideTests
{
    private const double Tolerance = 1e-3;
    private const string Address = "http://127.0.0.1:8080/";

    [TestMethod]
    public async Task The_requests_are_answered_as_the_page_shows()
    {
        if (ToolRun.Start("curl", "--version").ExitCode != 0)
        {
            Assert.Inconclusive("curl is not here (apt-get install curl)");
        }

        await using RunningServer server = await RunningServer.StartOnlyAsync("Models:dotnet-docs:ModelPath=models/dotnet-docs.onnx");
        MatchCollection examples = Example().Matches(ReadMe.Read(Path.Combine("docs", "guides", "serve.md")));
        Assert.HasCount(4, examples);
        foreach (Match example in examples)
        {
            string command = example.Groups[1].Value.Replace(Address, server.Client.BaseAddress!.ToString(), StringComparison.Ordinal);
            (int exitCode, string output, string errors) = await Task.Run(() => ToolRun.Start("bash", "-c", command));
            Assert.AreEqual(0, exitCode, errors);
            string[] shown = example.Groups[2].Value == "text" ? example.Groups[3].Value.Trim().Split('\n') : [example.Groups[3].Value];
            string[] answered = example.Groups[2].Value == "text" ? output.Trim().Split('\n') : [output];
            Assert.HasCount(shown.Length, answered, output);
            foreach ((string expected, string actual) in shown.Zip(answered))
            {
                AssertSame(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(actual).RootElement, actual);
            }
        }
    }

    private static void AssertSame(JsonElement shown, JsonElement answered, string whole)
    {
        Assert.AreEqual(shown.ValueKind, answered.ValueKind, whole);
        switch (shown.ValueKind)
        {
            case JsonValueKind.Object:
                CollectionAssert.AreEqual(shown.EnumerateObject().Select(field => field.Name).ToArray(), answered.EnumerateObject().Select(field => field.Name).ToArray(), whole);
                foreach (JsonProperty field in shown.EnumerateObject().Where(field => field.Name is not ("id" or "created")))
                {
                    AssertSame(field.Value, answered.GetProperty(field.Name), whole);
                }

                break;
            case JsonValueKind.Array:
                Assert.AreEqual(shown.GetArrayLength(), answered.GetArrayLength(), whole);
                foreach ((JsonElement one, JsonElement other) in shown.EnumerateArray().Zip(answered.EnumerateArray()))
                {
                    AssertSame(one, other, whole);
                }

                break;
            case JsonValueKind.Number:
                Assert.AreEqual(shown.GetDouble(), answered.GetDouble(), Tolerance, whole);
                break;
            default:
                Assert.AreEqual(shown.ToString(), answered.ToString(), whole);
                break;
        }
    }

    [GeneratedRegex("```sh\n([^`]*curl[^`]*)```\n\n```(json|text)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
