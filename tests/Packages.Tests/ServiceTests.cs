using System.Diagnostics;
using System.Globalization;

namespace CharRnn.Packages.Tests;

/// <summary>The web service in the readme of CharRnn.Hosting, and the sample, which has the same addresses.</summary>
[TestClass]
public sealed class ServiceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("Service", 100)]
    [DataRow("TextService", 200)]
    public async Task It_streams_scores_and_is_healthy(string name, int length)
    {
        Directory.CreateDirectory(folder.File("models"));
        File.Copy(Build.Model, folder.File("models/dotnet-docs.onnx"));
        File.Copy(Build.Model, folder.File("model.onnx"));
        ProcessStartInfo start = Consumers.Program(name, folder.Path, "--urls", "http://127.0.0.1:0");
        start.RedirectStandardOutput = true;
        using Process service = Process.Start(start)!;
        try
        {
            using HttpClient client = new() { BaseAddress = await ProgramRun.ReadAddressAsync(service.StandardOutput) };
            Assert.AreEqual("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.CancellationToken));
            string score = await client.GetStringAsync(new Uri("/score?text=Gets%20the%20number%20of%20elements.", UriKind.Relative), TestContext.CancellationToken);
            Assert.AreEqual(0.6, double.Parse(score, CultureInfo.InvariantCulture), 0.1);

            using HttpResponseMessage response = await client.GetAsync(new Uri("/generate?prompt=Returns%20", UriKind.Relative), TestContext.CancellationToken);
            Assert.AreEqual("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            string events = await response.Content.ReadAsStringAsync(TestContext.CancellationToken);
            Assert.HasCount(length, events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries), events);
            Assert.StartsWith("data: ", events);
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync(TestContext.CancellationToken);
        }
    }
}
