using System.Text.Json;
using System.Text.RegularExpressions;
using CharRnn.Server;

namespace CharRnn.Docs.Tests;

/// <summary>The settings, the unit and the container of the guide.</summary>
[TestClass]
public sealed partial class RunAServerTests : IDisposable
{
    private const string Program = "/usr/bin/dotnet";

    private static readonly string Guide = Pages.Guide("run-a-server");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Every_setting_exists()
    {
        string[] named = [.. Setting().Matches(ReadMe.Read(Guide)).Select(match => match.Groups[1].Value).Distinct()];
        CollectionAssert.IsSubsetOf(named, typeof(CharRnnServerOptions).GetProperties().Select(property => property.Name).ToArray());
        Assert.HasCount(2, named);
    }

    [TestMethod]
    public void The_unit_is_one_that_systemd_takes_and_rates_as_the_page_says()
    {
        if (ToolRun.Start("systemd-analyze", "--version") is (not 0, _, var why))
        {
            Assert.Inconclusive($"systemd is not here: {why}");
        }

        string unit = folder.File("charrnn.service");
        string content = ReadMe.Blocks(Guide, "ini").Single();
        Assert.Contains($"ExecStart={Program} ", content);
        File.WriteAllText(unit, content.Replace($"ExecStart={Program} ", "ExecStart=/bin/sh ", StringComparison.Ordinal)); // a program that is here
        Assert.AreEqual((0, "", ""), ToolRun.Start("systemd-analyze", "verify", unit));
        (int exitCode, string rating, string errors) = ToolRun.Start("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", unit);
        Assert.AreEqual(0, exitCode, errors + rating);
    }

    [TestMethod]
    public void The_image_begins_with_one_that_the_builder_can_choose_from_anywhere()
    {
        string image = Base().Match(ReadMe.Blocks(Guide, "dockerfile").Single()).Groups[1].Value;
        Assert.AreNotEqual("", image);
        Assert.DoesNotContain("/", image, "no registry is named");
    }

    [TestMethod]
    public async Task The_container_serves_its_model_and_answers_the_probes()
    {
        string dockerfile = ReadMe.Blocks(Guide, "dockerfile").Single();
        string[] entryPoint = JsonSerializer.Deserialize<string[]>(EntryPoint().Match(dockerfile).Groups[1].Value)!;
        Assert.AreEqual($"/app/{typeof(CharRnnServer).Assembly.GetName().Name}", entryPoint[0]);
        Dictionary<string, string?> environment = Variable().Matches(dockerfile).ToDictionary(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal), match => (string?)match.Groups[2].Value);
        Match copied = Copy().Match(ReadMe.Read(Guide));
        Assert.AreEqual($"/app/{copied.Groups[2].Value}", environment["CharRnn:Models:docs:ModelPath"]);
        environment["CharRnn:Models:docs:ModelPath"] = Path.Combine(AppContext.BaseDirectory, copied.Groups[1].Value);

        await using WebApplication app = CharRnnServer.Build([.. entryPoint[1..].Select(argument => argument.Replace(":8080", ":0", StringComparison.Ordinal))], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(environment);
        });
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{new Uri(app.Urls.Single().Replace("[::]", "localhost", StringComparison.Ordinal)).Port}") };
        string[] probes = [.. Probe().Matches(ReadMe.Blocks(Guide, "yaml").Single()).Select(match => match.Groups[1].Value)];
        CollectionAssert.AreEqual((string[])["/healthz", "/readyz"], probes);
        foreach (string path in (string[])[.. probes, "/", "/v1/models"])
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            Assert.IsTrue(response.IsSuccessStatusCode, path);
        }

        await app.StopAsync();
    }

    [GeneratedRegex("CharRnn(?:__|:)Server(?:__|:)([A-Za-z]+)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^ARG BASE=(\S+)\nFROM \$\{BASE\}\n")]
    private static partial Regex Base();

    [GeneratedRegex(@"ENTRYPOINT (\[.*\])")]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"cp (models/\S+) artifacts/container/(\S+)")]
    private static partial Regex Copy();

    [GeneratedRegex(@"(CharRnn__\w+)=(\S+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"path: (/\w+)")]
    private static partial Regex Probe();
}
