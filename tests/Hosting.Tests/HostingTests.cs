using CharRnn.Inference;
using CharRnn.Inference.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CharRnn.Hosting.Tests;

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
            GenerationRequest request = new() { Prompt = "Gets ", Generation = new GenerationOptions { Seed = 1, MaxLength = 20 } };
            using GenerationSession session = model.CreateSession(request.Sampling, request.Generation);
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
    public async Task Every_option_is_bound_by_the_generator()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CharRnn:ModelPath"] = ShippedModel.Path,
            ["CharRnn:Model:Threads"] = "2",
            ["CharRnn:Model:Name"] = "docs",
            ["CharRnn:Model:ExecutionProvider"] = "Auto",
            ["CharRnn:Model:WarmUp"] = "false",
            ["CharRnn:Scheduler:Threads"] = "2",
            ["CharRnn:Scheduler:BatchSize"] = "3",
            ["CharRnn:Scheduler:QueueLength"] = "4",
            ["CharRnn:Scoring:UnknownPolicy"] = "Skip",
            ["CharRnn:Scoring:IncludeEnd"] = "true",
            ["CharRnn:Scoring:WithSurprisals"] = "true",
            ["CharRnn:Scoring:BatchSize"] = "5",
            ["CharRnn:Scoring:LookAhead"] = "6",
            ["CharRnn:Scoring:Threads"] = "7",
        });
        builder.Services.AddCharRnn().BindConfiguration("CharRnn");
        using IHost host = builder.Build();
        await host.StartAsync();
        CharRnnOptions options = host.Services.GetRequiredService<IOptions<CharRnnOptions>>().Value;
        Assert.AreEqual((2, "docs", ExecutionProvider.Auto, false), (options.Model.Threads, options.Model.Name, options.Model.ExecutionProvider, options.Model.WarmUp));
        Assert.AreEqual((2, 3, 4), (options.Scheduler.Threads, options.Scheduler.BatchSize, options.Scheduler.QueueLength));
        Assert.AreEqual((UnknownPolicy.Skip, true, true), (options.Scoring.UnknownPolicy, options.Scoring.IncludeEnd, options.Scoring.WithSurprisals));
        Assert.AreEqual((5, 6, 7), (options.Scoring.BatchSize, options.Scoring.LookAhead, options.Scoring.Threads));
    }

    [TestMethod]
    public async Task Without_a_path_the_host_does_not_start()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn();
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.AreEqual("CharRnn: ModelPath: the path of an ONNX file is required, and none is given", refused.Message);
    }

    [TestMethod]
    public async Task A_relative_path_starts_at_the_content_root()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("models"));
        File.Copy(ShippedModel.Path, folder.File("models/mine.onnx"));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder.Path });
        builder.Services.AddCharRnn(options => options.ModelPath = "models/mine.onnx");
        builder.Services.AddCharRnn("other", options => options.ModelPath = "models/none.onnx");
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.AreEqual(
            $"CharRnn model other: ModelPath is models/none.onnx; must be an existing file (looked for at {folder.File("models/none.onnx")})", refused.Message);
        Assert.AreEqual("mine", host.Services.GetRequiredService<CharRnnModel>().Name);
    }

    [TestMethod]
    public void Services_without_a_host_start_a_relative_path_at_the_working_directory()
    {
        ServiceCollection services = new();
        services.AddCharRnn(options => options.ModelPath = Path.GetRelativePath(Environment.CurrentDirectory, ShippedModel.Path));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.AreEqual("dotnet-docs", provider.GetRequiredService<CharRnnModel>().Name);
    }

    [TestMethod]
    public async Task A_model_comes_from_bytes_or_an_embedded_resource()
    {
        byte[] bytes = File.ReadAllBytes(ShippedModel.Path);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Messages messages = new();
        builder.Logging.AddProvider(messages);
        builder.Services.AddCharRnn(options => options.OpenModel = () => new MemoryStream(bytes));
        builder.Services.AddCharRnn("embedded", options => options.OpenModel = () => typeof(HostingTests).Assembly.GetManifestResourceStream("model.onnx")!);
        using IHost host = builder.Build();
        await host.StartAsync();
        StringAssert.StartsWith(messages[0], "Information: Model CharRnn loaded from OpenModel in ");
        foreach (CharRnnModel model in (CharRnnModel[])[host.Services.GetRequiredService<CharRnnModel>(), host.Services.GetRequiredKeyedService<CharRnnModel>("embedded")])
        {
            CollectionAssert.AreEqual(bytes, model.Content.ToArray());
        }
    }

    [TestMethod]
    public async Task A_stream_that_is_missing_or_no_model_stops_the_start()
    {
        Assert.AreEqual(
            "OpenModel of model CharRnn returned null; must return a stream of the ONNX file. An embedded resource must have the name that is asked for.",
            await StartFailsAsync<InvalidOperationException>(options => options.OpenModel = () => null!));
        StringAssert.StartsWith(
            await StartFailsAsync<InvalidModelException>(options => options.OpenModel = () => new MemoryStream("hello"u8.ToArray())),
            "The stream of model CharRnn is not an ONNX file: ");
        Assert.AreEqual(
            "CharRnn: ModelPath is a.onnx and OpenModel is set; must be one of the two",
            await StartFailsAsync<OptionsValidationException>(options => (options.ModelPath, options.OpenModel) = ("a.onnx", () => Stream.Null)));
    }

    [TestMethod]
    public async Task Parts_of_the_options_that_are_null_are_named()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(options => (options.ModelPath, options.Model, options.Scheduler, options.Scoring) = (ShippedModel.Path, null!, null!, null!));
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => host.StartAsync());
        CollectionAssert.AreEqual(
            (string[])["CharRnn: Model: must be an object, and is null", "CharRnn: Scheduler: must be an object, and is null", "CharRnn: Scoring: must be an object, and is null"],
            refused.Failures.ToArray());
    }

    [TestMethod]
    public async Task What_is_wrong_is_said_when_the_host_starts()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn("docs", options =>
        {
            options.ModelPath = "none.onnx";
            options.GracePeriod = TimeSpan.FromHours(2);
            options.Scheduler = new GenerationSchedulerOptions { QueueLength = 0 };
            options.Scoring = new ScoringOptions { BatchSize = 0 };
        });
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => host.StartAsync());
        CollectionAssert.AreEqual(
            (string[])[
                "CharRnn model docs: Scheduler.QueueLength is 0; must be from 1 to 1000000",
                "CharRnn model docs: Scoring.BatchSize is 0; must be from 1 to 1024",
                $"CharRnn model docs: ModelPath is none.onnx; must be an existing file (looked for at {Path.GetFullPath("none.onnx")})",
                "CharRnn model docs: GracePeriod is 02:00:00; must be from 00:00:00 to 01:00:00",
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
            (await Assert.ThrowsExactlyAsync<InvalidModelException>(() => host.StartAsync())).Message, $"{path} is not an ONNX file: ");
    }

    [TestMethod]
    public async Task A_full_queue_is_logged_once()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        Messages messages = new();
        builder.Logging.AddProvider(messages);
        builder.Services.AddCharRnn(options =>
        {
            options.ModelPath = ShippedModel.Path;
            options.Scheduler = new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 2 };
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        GenerationScheduler scheduler = host.Services.GetRequiredService<GenerationScheduler>();
        GenerationRequest request = new() { Generation = new GenerationOptions { MaxLength = int.MaxValue } };
        using CancellationTokenSource cancellation = new();
        Task<GeneratedText>[] texts = [.. Enumerable.Range(0, 9).Select(_ => scheduler.GenerateAsync(request, cancellation.Token))];
        await Assert.ThrowsExactlyAsync<SchedulerFullException>(async () => await await Task.WhenAny(texts));
        await cancellation.CancelAsync();
        await Task.WhenAny(Task.WhenAll(texts));
        Assert.IsGreaterThanOrEqualTo(6, texts.Count(text => text.Exception?.InnerException is SchedulerFullException));
        Assert.AreEqual(
            "Warning: The queue of model dotnet-docs is full: 2 requests are waiting. More are rejected; this is logged again after the queue has been empty.",
            messages.Single(message => message.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Open_streams_end_when_the_application_stops_so_that_a_server_need_not_wait_for_them()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(options => options.ModelPath = ShippedModel.Path);
        builder.Services.AddHostedService<Server>(); // stops first, and waits for its response
        using IHost host = builder.Build();
        await host.StartAsync();
        Server server = host.Services.GetServices<IHostedService>().OfType<Server>().Single();
        await server.HasBegun;
        await host.StopAsync(); // throws where the response outlasts the host's patience
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => server.Response);
        Assert.ThrowsExactly<ObjectDisposedException>(() => host.Services.GetRequiredService<GenerationScheduler>().StreamAsync(new GenerationRequest()));
    }

    [TestMethod]
    public async Task A_scheduler_that_is_first_asked_for_when_the_application_stops_serves_nobody()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(options => options.ModelPath = ShippedModel.Path);
        using IHost host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        Assert.ThrowsExactly<ObjectDisposedException>(() => host.Services.GetRequiredService<GenerationScheduler>().StreamAsync(new GenerationRequest()));
    }

    private static async Task<string> StartFailsAsync<T>(Action<CharRnnOptions> configure)
        where T : Exception
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn(configure);
        using IHost host = builder.Build();
        return (await Assert.ThrowsExactlyAsync<T>(() => host.StartAsync())).Message;
    }

    /// <summary>A server that streams one endless response, and stops when that has ended, as ASP.NET Core's does.</summary>
    private sealed class Server(GenerationScheduler scheduler) : IHostedService
    {
        private readonly TaskCompletionSource first = new();

        public Task HasBegun => first.Task;

        public Task Response { get; private set; } = Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Response = RespondAsync();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAny(Response).WaitAsync(cancellationToken);

        private async Task RespondAsync()
        {
            await foreach (string _ in scheduler.StreamAsync(new GenerationRequest { Generation = new GenerationOptions { MaxLength = int.MaxValue } }))
            {
                first.TrySetResult();
            }
        }
    }
}
