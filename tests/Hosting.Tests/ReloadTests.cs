using CharRnn.Inference;
using CharRnn.Inference.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CharRnn.Hosting.Tests;

[TestClass]
public sealed class ReloadTests : IDisposable
{
    private static readonly string Names = Path.Combine(Path.GetDirectoryName(ShippedModel.Path)!, "dotnet-names.onnx");

    private readonly TemporaryFolder folder = new();
    private readonly Messages messages = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [Timeout(120_000)]
    public async Task A_hundred_reloads_under_load_leave_nothing_and_break_no_request()
    {
        using IHost host = await StartAsync(options => options.OpenModel = () => File.OpenRead(ShippedModel.Path));
        HostedModel hosted = host.Services.GetRequiredKeyedService<HostedModel>("");
        string expected = await GenerateAsync(host);
        List<LoadedModel> seen = [];
        using CancellationTokenSource enough = new();
        Task<int>[] load = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int texts = 0;
            for (; texts == 0 || !enough.IsCancellationRequested; texts++)
            {
                Assert.AreEqual(expected, await GenerateAsync(host));
            }

            return texts;
        }))];
        for (int reload = 0; reload < 100; reload++)
        {
            seen.Add(hosted.Load());
            hosted.Reload();
            await Task.Delay(1);
        }

        await enough.CancelAsync();
        Assert.IsGreaterThanOrEqualTo(4, (await Task.WhenAll(load)).Sum());
        Assert.AreEqual(100, seen.Distinct().Count());
        foreach (LoadedModel old in seen)
        {
            Assert.IsTrue(old.IsFreed);
            if (old.CreatedScheduler is { } scheduler)
            {
                Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.StreamAsync(Request(1)));
            }
        }

        LoadedModel last = hosted.Load();
        Assert.IsFalse(last.IsFreed);
        host.Dispose();
        Assert.IsTrue(last.IsFreed);
        Assert.IsEmpty(messages.Where(message => !message.StartsWith("Information: ", StringComparison.Ordinal)));
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task A_request_keeps_its_model_and_the_next_has_the_new_one()
    {
        string path = folder.File("model.onnx");
        File.Copy(ShippedModel.Path, path);
        using IHost host = await StartAsync(options => options.ModelPath = path);
        using IServiceScope running = host.Services.CreateScope();
        CharRnnSnapshot old = running.ServiceProvider.GetRequiredService<CharRnnSnapshot>();
        await using IAsyncEnumerator<string> text = old.Scheduler.StreamAsync(Request(1000)).GetAsyncEnumerator();
        Assert.IsTrue(await text.MoveNextAsync());

        File.Copy(Names, path, overwrite: true);
        await UntilAsync(() => ModelOf(host).Description.Unit == TextUnit.Line);
        Assert.AreEqual("model", ModelOf(host).Name);
        Assert.IsTrue(await text.MoveNextAsync());
        Assert.IsLessThan(0, old.Scorer.Score("Gets").LogLikelihood);
        Assert.AreSame(old, running.ServiceProvider.GetRequiredService<CharRnnSnapshot>());

        running.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () =>
        {
            while (await text.MoveNextAsync())
            {
            }
        });
        Assert.ThrowsExactly<ObjectDisposedException>(() => old.Scorer.Score("Gets"));
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task A_bad_file_leaves_the_old_model_with_one_error_until_it_is_mended()
    {
        string path = folder.File("model.onnx");
        File.Copy(ShippedModel.Path, path);
        using IHost host = await StartAsync(options => options.ModelPath = path);
        CharRnnModel model = ModelOf(host);
        File.WriteAllText(folder.File("bad"), "hello");
        File.Move(folder.File("bad"), path, overwrite: true);
        await UntilAsync(() => Errors.Length > 0);
        Assert.AreEqual("Error: Model model could not be reloaded; the one before stays in use.", Errors.Single());
        Assert.AreSame(model, ModelOf(host));
        Assert.IsGreaterThan(0, (await GenerateAsync(host)).Length);

        File.Copy(Names, folder.File("good"));
        File.Move(folder.File("good"), path, overwrite: true);
        await UntilAsync(() => ModelOf(host).Description.Unit == TextUnit.Line);
        Assert.HasCount(1, Errors);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Changed_options_reload_the_model_they_name_and_bad_ones_are_logged()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(messages);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Docs:ModelPath"] = ShippedModel.Path, ["Docs:ReloadOnChange"] = "true" });
        builder.Services.AddCharRnn("docs").Bind(builder.Configuration.GetSection("Docs"));
        builder.Services.AddCharRnn("other", options => (options.ModelPath, options.ReloadOnChange) = (ShippedModel.Path, true));
        using IHost host = builder.Build();
        await host.StartAsync();
        CharRnnModel other = ModelOf(host, "other");

        Change(Names);
        await UntilAsync(() => ModelOf(host, "docs").Description.Unit == TextUnit.Line);
        CharRnnModel names = ModelOf(host, "docs");
        Assert.Throws<Exception>(() => Change("none.onnx")); // as without CharRnn's part, for whoever reloads a configuration by hand
        await UntilAsync(() => Errors.Length > 0);
        Assert.AreEqual("Error: Model docs could not be reloaded; the one before stays in use.", Errors.Single());
        Assert.AreSame(names, ModelOf(host, "docs"));
        Assert.AreSame(other, ModelOf(host, "other"));

        void Change(string path)
        {
            builder.Configuration["Docs:ModelPath"] = path;
            ((IConfigurationRoot)builder.Configuration).Reload();
        }
    }

    [TestMethod]
    public async Task With_reloading_only_snapshots_are_injected_and_without_it_they_have_the_singletons()
    {
        using IHost reloading = await StartAsync(options => options.ModelPath = ShippedModel.Path);
        Assert.AreEqual(
            "ReloadOnChange is true, and a GenerationScheduler would keep the model of the start; inject CharRnnSnapshot, which has one of the current model.",
            Assert.ThrowsExactly<InvalidOperationException>(() => reloading.Services.GetRequiredService<GenerationScheduler>()).Message);

        using IHost host = await StartAsync(options => (options.ModelPath, options.ReloadOnChange) = (ShippedModel.Path, false));
        using IServiceScope scope = host.Services.CreateScope();
        CharRnnSnapshot snapshot = scope.ServiceProvider.GetRequiredService<CharRnnSnapshot>();
        Assert.AreSame(host.Services.GetRequiredService<CharRnnModel>(), snapshot.Model);
        Assert.AreSame(host.Services.GetRequiredService<GenerationScheduler>(), snapshot.Scheduler);
        Assert.AreSame(host.Services.GetRequiredService<SentenceScorer>(), snapshot.Scorer);
    }

    private string[] Errors
    {
        get
        {
            lock (messages)
            {
                return [.. messages.Where(message => message.StartsWith("Error: ", StringComparison.Ordinal))];
            }
        }
    }

    private static GenerationRequest Request(int length) => new() { Prompt = "Gets", Generation = new GenerationOptions { Seed = 1, MaxLength = length } };

    private async Task<IHost> StartAsync(Action<CharRnnOptions> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(messages);
        builder.Services.AddCharRnn(options =>
        {
            options.ReloadOnChange = true;
            configure(options);
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<string> GenerateAsync(IHost host)
    {
        using IServiceScope scope = host.Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<CharRnnSnapshot>().Scheduler.GenerateAsync(Request(20))).Text;
    }

    private static CharRnnModel ModelOf(IHost host, string name = "")
    {
        using IServiceScope scope = host.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredKeyedService<CharRnnSnapshot>(name).Model;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10);
        }
    }
}
