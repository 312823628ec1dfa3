using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace CharRnn.Packages.Tests;

/// <summary>The installed tool does all of its work, with nothing else installed.</summary>
[TestClass]
public sealed class ToolTests : IDisposable
{
    private const long Limit = 250_000_000; // what package hosts accept

    private readonly TemporaryFolder folder = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void It_says_what_it_runs_on()
    {
        string version = ProgramRun.Succeed(InstalledTool.Command(folder.Path, "--version"));
        Assert.StartsWith($"charrnn {Build.Version} (torchsharp {Build.TorchSharpVersion}; ONNX Runtime {Build.OnnxRuntimeVersion}; .NET 10.", version);
        Assert.EndsWith($", {RuntimeInformation.RuntimeIdentifier})\n", version);
    }

    [TestMethod]
    public void It_trains_exports_samples_scores_and_inspects()
    {
        File.WriteAllText(folder.File("corpus.txt"), string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 200)));
        File.WriteAllText(folder.File("texts.txt"), "the cat sat\nmat eht no\n");
        Run("train", "--corpus", "corpus.txt", "--output", "run", "--hidden", "32", "--max-steps", "150", "--threads", "1");
        Run("export", "run", "--output", "model.onnx");
        Assert.StartsWith("the cat ", Run("sample", "model.onnx", "--prompt", "the cat ", "--length", "30", "--seed", "1"));
        double[] bits = [.. Run("score", "model.onnx", "texts.txt").TrimEnd('\n').Split('\n').Select(line => double.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture))];
        Assert.IsLessThan(bits[1], bits[0]);
        Assert.Contains("1 x 32 LSTM", Run("inspect", "model.onnx"));
    }

    [TestMethod]
    public async Task It_serves_the_page_and_the_model()
    {
        ProcessStartInfo start = InstalledTool.Command(folder.Path, "serve", Build.Model, "--port", "0");
        start.RedirectStandardError = true;
        using Process server = Process.Start(start)!;
        try
        {
            using HttpClient client = new() { BaseAddress = await ProgramRun.ReadAddressAsync(server.StandardError) };
            foreach ((string path, string content) in new (string, string)[] { ("/", "<h1>CharRnn</h1>"), ("/page.js", "import "), ("/page.css", ":root"), ("/logo.svg", "<svg"), ("/v1/models", "dotnet-docs") })
            {
                Assert.Contains(content, await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.CancellationToken), path);
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.CancellationToken);
        }
    }

    [TestMethod]
    public void Its_package_stays_below_the_limit_of_package_hosts_and_has_the_licences_of_its_libraries()
    {
        string path = Path.Combine(PackageFeed.Path, $"charrnn.{RuntimeInformation.RuntimeIdentifier}.{Build.Version}.nupkg");
        Assert.IsLessThan(Limit, new FileInfo(path).Length);
        using ZipArchive package = ZipFile.OpenRead(path);
        foreach (string file in (string[])["onnxruntime/LICENSE", "onnxruntime/ThirdPartyNotices.txt", "torchsharp/LICENSE.txt", "torchsharp/LICENSE-LIBTORCH.txt"])
        {
            Assert.IsNotNull(package.GetEntry($"licenses/{file}"), file);
        }
    }

    private string Run(params string[] arguments) => ProgramRun.Succeed(InstalledTool.Command(folder.Path, arguments));
}
