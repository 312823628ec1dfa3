using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Server.Tests;

/// <summary>The server in a process of its own, ended as systems end it.</summary>
[TestClass]
public sealed partial class ProgramTests
{
    [TestMethod]
    [DataRow(30, "length")] // the grace period is long enough
    [DataRow(0, "stopping")]
    public async Task SIGTERM_ends_streams_within_the_grace_period(int gracePeriod, string end)
    {
        using Process server = Start("--CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx", "--CharRnn:Server:MaxTokens=10000000", $"--CharRnn:Server:GracePeriod=00:00:{gracePeriod}");
        Task<string> log = ReadLogAsync(server, out Task<string> address);
        using HttpClient client = new() { BaseAddress = new Uri(await address) };
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions");
        int length = gracePeriod == 0 ? 10_000_000 : 20_000;
        request.Content = new StringContent(Requests.Json(new { max_tokens = length, stream = true }), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.AreEqual(0, ToolRun.Start("kill", "-TERM", server.Id.ToString(CultureInfo.InvariantCulture)).ExitCode);
        string events = await response.Content.ReadAsStringAsync();
        StringAssert.Contains(events[Math.Max(0, events.Length - 400)..], end);
        await server.WaitForExitAsync();
        Assert.AreEqual(0, server.ExitCode, await log);
        Assert.DoesNotContain("fail:", await log);
        Assert.DoesNotContain("warn:", await log);
    }

    [TestMethod]
    public async Task Wrong_settings_are_one_line()
    {
        using Process server = Start("--CharRnn:Server:MaxTokens=0");
        string errors = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.AreEqual(1, server.ExitCode);
        StringAssert.Contains(errors, "No model is named");
        StringAssert.Contains(errors, "MaxTokens");
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
    }

    [TestMethod]
    [DataRow("http://192.0.2.1:8080", "urls is http://192.0.2.1:8080, which cannot be listened on: ")] // the address of no machine
    [DataRow("http://localhost:0", "urls is http://localhost:0, which cannot be listened on: Dynamic port binding is not supported")]
    [DataRow("nonsense", "urls is nonsense, which cannot be listened on: Invalid url: 'nonsense'.")]
    [DataRow(null, "address already in use")]
    public async Task An_address_that_cannot_be_listened_on_is_one_line(string? address, string message)
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        using Process server = Start("--CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx", "--urls", address ?? $"http://{other.LocalEndpoint}");
        _ = server.StandardOutput.ReadToEndAsync();
        string errors = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.AreEqual(1, server.ExitCode);
        StringAssert.Contains(errors, message);
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
    }

    [TestMethod]
    public void What_is_published_has_the_native_library()
    {
        string project = Path.Combine(Repository.Root, "src", "Server", "CharRnn.Server.csproj");
        (int exitCode, string files, string errors) = ToolRun.Start("dotnet", "msbuild", project, "-nologo", "-p:Configuration=Release", "-t:ComputeResolvedFilesToPublishList", "-getItem:ResolvedFileToPublish");
        Assert.AreEqual(0, exitCode, files + errors);
        StringAssert.Matches(files, new Regex(@"""RelativePath"": ""(lib)?onnxruntime\.(so|dll|dylib)"""));
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CharRnn.Server.dll"), "--urls", "http://127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory, // models/ is there
            Environment = { ["DOTNET_gcServer"] = "0" }, // as charrnn serve runs
        })!;

    private static Task<string> ReadLogAsync(Process server, out Task<string> address)
    {
        TaskCompletionSource<string> found = new();
        address = found.Task;
        return Task.Run(async () =>
        {
            StringBuilder log = new();
            while (await server.StandardOutput.ReadLineAsync() is { } line)
            {
                log.AppendLine(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    found.TrySetResult(match.Groups[1].Value);
                }
            }

            found.TrySetException(new InvalidOperationException(log.ToString() + await server.StandardError.ReadToEndAsync()));
            return log.ToString();
        });
    }

    [GeneratedRegex(@"listening on: (http://\S+)")]
    private static partial Regex Listening();
}
