using CharRnn.Inference;
using CharRnn.Inference.Tests;
using CharRnn.Server.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CharRnn.Hosting.Tests;

[TestClass]
public sealed class HealthCheckTests
{
    [TestMethod]
    public async Task A_model_is_healthy_from_its_loading_to_the_end_of_its_scheduler()
    {
        using IHost host = Build(builder => builder.AddCharRnn());
        Assert.AreEqual((HealthStatus.Unhealthy, "The model is not loaded yet."), Summary(await CheckAsync(host)));
        await host.StartAsync();
        Assert.AreEqual(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        GenerationScheduler scheduler = host.Services.GetRequiredService<GenerationScheduler>();
        HealthReportEntry idle = await CheckAsync(host);
        Assert.AreEqual(HealthStatus.Healthy, idle.Status);
        AssertData(idle, queued: 0, active: 0, rows: 1);
        scheduler.Dispose();
        Assert.AreEqual((HealthStatus.Unhealthy, "The scheduler has stopped."), Summary(await CheckAsync(host)));
    }

    [TestMethod]
    public async Task A_model_is_degraded_while_its_queue_is_full()
    {
        using IHost host = Build(builder => builder.AddCharRnn());
        await host.StartAsync();
        GenerationScheduler scheduler = host.Services.GetRequiredService<GenerationScheduler>();
        using CancellationTokenSource cancellation = new();
        Task<GeneratedText> growing = scheduler.GenerateAsync(Endless, cancellation.Token);
        await UntilAsync(async () => (await CheckAsync(host)).Data["active"].Equals(1));
        Task<GeneratedText> waiting = scheduler.GenerateAsync(Endless, cancellation.Token);
        HealthReportEntry full = await CheckAsync(host);
        Assert.AreEqual((HealthStatus.Degraded, "The queue is full; requests are rejected."), Summary(full));
        AssertData(full, queued: 1, active: 1, rows: 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => growing);
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        await UntilAsync(async () => (await CheckAsync(host)).Status == HealthStatus.Healthy);
    }

    [TestMethod]
    public async Task A_model_that_cannot_be_loaded_is_reported_as_the_application_says()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("broken.onnx");
        File.WriteAllText(path, "hello");
        using IHost host = Build(builder => builder.AddCharRnn("text", HealthStatus.Degraded, ["ready"]), path);
        await Assert.ThrowsExactlyAsync<InvalidModelException>(() => host.StartAsync());
        HealthReport report = await Service(host).CheckHealthAsync(check => check.Tags.Contains("ready"));
        HealthReportEntry entry = report.Entries["text"];
        Assert.AreEqual((HealthStatus.Degraded, "The model could not be loaded."), Summary(entry));
        Assert.IsInstanceOfType<InvalidModelException>(entry.Exception);
    }

    [TestMethod]
    [DataRow(ModelTask.Answer, "charrnn answer, or in code TextAnswerer")]
    [DataRow(ModelTask.Tag, "charrnn tag, or in code TextTagger")]
    [DataRow(ModelTask.Classify, "charrnn classify, or in code TextClassifier")]
    public async Task A_model_of_another_task_stops_the_start_and_is_reported_with_what_runs_it(ModelTask task, string runner)
    {
        using TemporaryFolder folder = new();
        using IHost host = Build(builder => builder.AddCharRnn(), MadeModels.Of(folder, task));
        InvalidModelException exception = await Assert.ThrowsExactlyAsync<InvalidModelException>(() => host.StartAsync());
        StringAssert.EndsWith(exception.Message, $"here one that predicts the next token is needed. To run it, use {runner}.");
        HealthReportEntry entry = await CheckAsync(host);
        Assert.AreEqual((HealthStatus.Unhealthy, "The model could not be loaded."), Summary(entry));
        Assert.AreEqual(exception.Message, entry.Exception?.Message);
    }

    [TestMethod]
    public async Task Named_models_are_checked_by_their_names()
    {
        using IHost host = Build(builder => builder.AddCharRnn(modelName: "docs").AddCharRnn("other", modelName: "names"));
        await host.StartAsync();
        HealthReport report = await Service(host).CheckHealthAsync();
        Assert.AreEqual(HealthStatus.Healthy, report.Entries["docs"].Status);
        Assert.AreEqual(
            (HealthStatus.Unhealthy, "The services have no such model; it is added by services.AddCharRnn(\"names\", ...)."), Summary(report.Entries["other"]));
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task A_check_does_not_wait_for_a_model_that_is_being_loaded()
    {
        using ManualResetEventSlim isLoading = new();
        using ManualResetEventSlim isChecked = new();
        using IHost host = Build(builder => builder.AddCharRnn(), configure: options =>
        {
            options.Model.Threads = 1024; // more than there are, which is a warning
            options.Model.OnWarning = _ =>
            {
                isLoading.Set();
                isChecked.Wait();
            };
        });
        Task start = host.StartAsync();
        isLoading.Wait();
        Assert.AreEqual((HealthStatus.Unhealthy, "The model is not loaded yet."), Summary(await CheckAsync(host)));
        isChecked.Set();
        await start;
        Assert.AreEqual(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    private static GenerationRequest Endless { get; } = new() { Generation = new GenerationOptions { MaxLength = int.MaxValue } };

    /// <summary>A host with a model of its own and one named docs, each with one row and a queue of one.</summary>
    private static IHost Build(Action<IHealthChecksBuilder> addChecks, string? path = null, Action<CharRnnOptions>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(Configure);
        builder.Services.AddCharRnn("docs", Configure);
        addChecks(builder.Services.AddHealthChecks());
        return builder.Build();

        void Configure(CharRnnOptions options)
        {
            options.ModelPath = path ?? ShippedModel.Path;
            options.Scheduler = new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 1 };
            configure?.Invoke(options);
        }
    }

    private static HealthCheckService Service(IHost host) => host.Services.GetRequiredService<HealthCheckService>();

    private static async Task<HealthReportEntry> CheckAsync(IHost host) => (await Service(host).CheckHealthAsync()).Entries["CharRnn"];

    private static (HealthStatus Status, string? Description) Summary(HealthReportEntry entry) => (entry.Status, entry.Description);

    private static void AssertData(HealthReportEntry entry, int queued, int active, int rows)
    {
        CollectionAssert.AreEquivalent((string[])["queued", "active", "rows"], entry.Data.Keys.ToArray());
        Assert.AreEqual((queued, active, rows), (entry.Data["queued"], entry.Data["active"], entry.Data["rows"]));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(1);
        }
    }
}
