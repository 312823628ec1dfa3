using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class HostingTests
{
    [TestMethod]
    public async Task A_host_gives_the_model_a_scheduler_and_a_scorer()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Messages messages = new();
        builder.Logging.AddProvider(messages);
        builder.Services.AddCharRnn(options => options.ModelPath = ShippedModel.Path);
        GenerationScheduler scheduler;
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            StringAssert.StartsWith(messages.Single(), $"Information: Model dotnet-docs loaded from {ShippedModel.Path} in ");
            scheduler = host.Services.GetRequiredService<GenerationScheduler>();
            CharRnnModel model = host.Services.GetRequiredService<CharRnnModel>();
            GenerationRequest request = new() { Prompt = "Gets ", Sampling = new SamplingOptions { Seed = 1, MaxLength = 20 } };
            using GenerationSession session = model.CreateSession(request.Sampling);
            session.Feed("Gets ");
            Assert.AreEqual(session.Generate(), (await scheduler.GenerateAsync(request)).Text);
            Assert.AreEqual(
                new SentenceScorer(model).Score("Gets the value."),
                host.Services.GetRequiredService<SentenceScorer>().Score("Gets the value."));
            Assert.AreSame(scheduler, host.Services.GetRequiredService<GenerationScheduler>());
            await host.StopAsync();
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.StreamAsync(new GenerationRequest()));
    }

    [TestMethod]
    public async Task Named_models_are_apart_and_take_their_options_from_a_configuration()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Names:ModelPath"] = Path.Combine(Path.GetDirectoryName(ShippedModel.Path)!, "dotnet-names.onnx"),
            ["Names:Scheduler:BatchSize"] = "3",
            ["Names:Scoring:UnknownPolicy"] = "Skip",
            ["Names:Model:WarmUp"] = "false",
        });
        builder.Services.AddCharRnn("docs", options => options.ModelPath = ShippedModel.Path);
        builder.Services.AddCharRnn("names").Bind(builder.Configuration.GetSection("Names"));
        using IHost host = builder.Build();
        await host.StartAsync();
        CharRnnOptions names = host.Services.GetRequiredService<IOptionsMonitor<CharRnnOptions>>().Get("names");
        Assert.AreEqual((3, UnknownPolicy.Skip, false), (names.Scheduler.BatchSize, names.Scoring.UnknownPolicy, names.Model.WarmUp));
        Assert.AreEqual(TextUnit.Line, host.Services.GetRequiredKeyedService<CharRnnModel>("names").Description.Unit);
        Assert.AreEqual("docs", host.Services.GetRequiredKeyedService<CharRnnModel>("docs").Name);
        Assert.IsTrue(host.Services.GetRequiredKeyedService<SentenceScorer>("names").IncludesEnd);
        Assert.IsNull(host.Services.GetService<CharRnnModel>());
    }

    [TestMethod]
    public async Task What_is_wrong_is_said_when_the_host_starts()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn("docs", options =>
        {
            options.ModelPath = "none.onnx";
            options.Scheduler = new GenerationSchedulerOptions { QueueLength = 0 };
            options.Scoring = new ScoringOptions { BatchSize = 0 };
        });
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => host.StartAsync());
        CollectionAssert.AreEqual(
            (string[])[
                $"CharRnn model docs: ModelPath is none.onnx, which is not there (looked for at {Path.GetFullPath("none.onnx")})",
                "CharRnn model docs: Scheduler.QueueLength is 0; must be from 1 to 1000000",
                "CharRnn model docs: Scoring.BatchSize is 0; must be from 1 to 1024",
            ],
            refused.Failures.ToArray());
    }

    [TestMethod]
    public async Task A_broken_file_stops_the_start()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("broken.onnx");
        File.WriteAllText(path, "hello");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(options => options.ModelPath = path);
        using IHost host = builder.Build();
        StringAssert.StartsWith(
            (await Assert.ThrowsExactlyAsync<InvalidModelException>(() => host.StartAsync())).Message, $"{path} is not an ONNX file that ONNX Runtime can open");
    }

    [TestMethod]
    public async Task A_request_turned_away_is_logged()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Messages messages = new();
        builder.Logging.AddProvider(messages);
        builder.Services.AddCharRnn(options =>
        {
            options.ModelPath = ShippedModel.Path;
            options.Scheduler = new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 1 };
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        GenerationScheduler scheduler = host.Services.GetRequiredService<GenerationScheduler>();
        GenerationRequest request = new() { Sampling = new SamplingOptions { MaxLength = int.MaxValue } };
        Assert.ThrowsExactly<SchedulerFullException>(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                scheduler.StreamAsync(request);
            }
        });
        Assert.Contains("Warning: A request for model dotnet-docs was turned away: 1 wait already.", messages);
    }

    /// <summary>What was logged by the parts.</summary>
    private sealed class Messages : List<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("CharRnn.", StringComparison.Ordinal) ? this : new Messages();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (this)
            {
                Add($"{logLevel}: {formatter(state, exception)}");
            }
        }

        public void Dispose()
        {
        }
    }
}
