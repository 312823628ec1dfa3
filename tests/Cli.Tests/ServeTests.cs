using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Cli.Tests;

/// <summary><c>charrnn serve</c>, as a process. What the server does is tested with the server.</summary>
[TestClass]
public sealed partial class ServeTests
{
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("TERM")]
    [DataRow("INT")]
    public async Task It_serves_models_by_the_names_of_their_files_until_a_signal(string signal)
    {
        using Process process = CommandLine.StartInterruptible("serve", "models/dotnet-docs.onnx", "models/dotnet-names.onnx", "--port", "0");
        using HttpClient client = new() { BaseAddress = new Uri(await FindAddressAsync(process)) };
        Assert.AreEqual("127.0.0.1", client.BaseAddress.Host);
        StringAssert.Contains(await client.GetStringAsync("/v1/models"), "\"dotnet-names\"");
        using StringContent body = new("""{"model":"dotnet-docs","prompt":"Returns ","max_tokens":5,"session":"a"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync("/v1/completions", body);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
        string log = await process.StandardError.ReadToEndAsync();
        Assert.DoesNotContain("fail:", log);
        string[] categories = [.. Category().Matches(log).Select(match => match.Groups[1].Value)];
        CollectionAssert.Contains(categories, "CharRnn.Server.CompletionsEndpoint");
        Assert.IsTrue(categories.All(category => category.StartsWith("CharRnn.", StringComparison.Ordinal) || category == "Microsoft.Hosting.Lifetime"), log); // no chatter of libraries
        Assert.AreEqual("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    public void Wrong_arguments_are_refused_in_one_line()
    {
        CommandLine.Run("serve", "missing.onnx").AssertComplains(2, "ModelPath is");
        CommandLine.Run("serve", "models/dotnet-docs.onnx", "--port", "70000").AssertComplains(2, "--port is 70000; must be from 0 to 65535");
        CommandLine.Run("serve", "models/dotnet-docs.onnx", "--host", "localhost", "--port", "0").AssertComplains(2, "--port is 0; must be from 1 to 65535");
        CommandLine.Run("serve", "models/dotnet-docs.onnx", "--api-key-file", "missing").AssertComplains(2, "ApiKeyFile is missing; must be an existing file");
        CommandLine.Run("serve", "models").AssertComplains(2, "MODEL is models; must be an exported file, which charrnn export models --output models.onnx writes");
        CommandLine.Run("serve", "runs/a/best.safetensors").AssertComplains(2, "must be an exported file, which charrnn export runs/a/best.safetensors --output best.onnx writes");
        CommandLine.Run("serve", "a/m.onnx", "b/m.onnx").AssertComplains(2, "Two models have the name m");
    }

    [TestMethod]
    [DataRow("example.org")] // Kestrel would listen on every address
    [DataRow("127.0.0.l")]
    [DataRow("two words")]
    [DataRow("*")]
    public void A_host_that_is_no_address_is_refused(string host) =>
        CommandLine.Run("serve", "models/dotnet-docs.onnx", "--host", host).AssertComplains(2, $"--host is {host}; must be an IP address or localhost");

    [TestMethod]
    [DataRow("::1")]
    [DataRow("[::1]")]
    public async Task An_address_of_IPv6_is_one_with_brackets_and_without(string host)
    {
        using Process process = CommandLine.Start("serve", "models/dotnet-docs.onnx", "--host", host, "--port", "0");
        StringAssert.StartsWith(await FindAddressAsync(process), "http://[::1]:");
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task<string> FindAddressAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        throw new AssertFailedException($"It ended with {process.ExitCode}.");
    }

    [GeneratedRegex(@"^\w+: (\S+)\[\d+\]", RegexOptions.Multiline)]
    private static partial Regex Category();

    [GeneratedRegex(@"listening on: (http://\S+)")]
    private static partial Regex Listening();
}
