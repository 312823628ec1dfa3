using System.Reflection;
using System.Text.RegularExpressions;
using CharRnn.Inference;
using Microsoft.ML;

namespace CharRnn.Docs.Tests;

/// <summary>Every heading of the page is made of messages that CharRnn says, here made to say them.</summary>
[TestClass]
public sealed partial class TroubleshootingTests : IDisposable
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx");
    private static readonly string Weights = Path.ChangeExtension(Model, ".safetensors");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Messages =>
        from line in ReadMe.Read(Pages.Guide("troubleshooting")).Split('\n')
        where line.StartsWith("### ", StringComparison.Ordinal)
        from Match message in Message().Matches(line)
        select new object[] { message.Groups[1].Value };

    [TestMethod]
    [DynamicData(nameof(Messages))]
    public void It_is_said(string message) =>
        StringAssert.Matches(Provoke(message), new(Regex.Escape(message).Replace("…", ".*", StringComparison.Ordinal)));

    private string Provoke(string message) => message switch
    {
        "does not exist; give a text file" => Train("--corpus", "nowhere.txt"),
        "is not UTF-8" => Train("--corpus", Write([65, 0xE9, 66])),
        "tokens to train on; one window" => Train("--corpus", Write("hi\n"u8)),
        "already holds a run" => TrainBriefly() + TrainBriefly(),
        "is being trained by" => TrainWhileLocked(),
        "cannot be combined with --resume" => Train("--resume", "--hidden", "5"),
        "must be …, as in" => Train("--corpus", "x", "--init-from", Weights, "--hidden", "5"),
        "loss exploded" => TrainInLargeSteps("--learning-rate", "100000"),
        "training diverged" => TrainInLargeSteps("--learning-rate", "50", "--cell", "rnn", "--nonlinearity", "relu", "--validate-every", "1"),
        "finds no CUDA GPU" => Train("--corpus", Write("hi\n"u8), "--device", "cuda"),
        "Could not find file" => Charrnn("sample", "nowhere.onnx"),
        "is not an ONNX file" => Charrnn("sample", Write("hi\n"u8)),
        "is a zip file, as torch.save writes them" => Charrnn("export", Write("PK\x3\x4PyTorch"u8), "--output", folder.File("model.onnx")),
        "is not in the vocabulary" => Charrnn("sample", Model, "--prompt", "é"),
        "ONNX Runtime's native library cannot be loaded" => message, // tests/Packages.Tests provokes it, in a program without the library
        "can never match" => Charrnn("sample", Model, "--stop", "é", "--length", "1"),
        "must end in .onnx" => Charrnn("export", Weights, "--output", "model"),
        "The queue is full" => Catch(FillQueue),
        "the path of an ONNX file is required, and none is given" => Catch(StartWithoutPath),
        "Cannot access a disposed object" => Catch(UseDisposed),
        "Call mlContext.RegisterCharRnn() before mlContext.Model.Load" => Catch(LoadUnregistered),
        "Unrecognized command or argument" => Charrnn("sample", Model, "--temprature", "1"),
        _ => throw new NotSupportedException($"No test makes CharRnn say this: {message}"),
    };

    private static string Charrnn(params string[] arguments) => SampleRun.Start("charrnn", "", arguments).Errors;

    private string Train(params string[] arguments) => Charrnn(["train", "--output", folder.File("run"), "--threads", "1", .. arguments]);

    private string TrainBriefly(params string[] arguments) =>
        Train(["--corpus", Write("hi\n"u8), "--batch-size", "1", "--sequence-length", "1", "--max-steps", "1", "--validation-fraction", "0", .. arguments]);

    private string TrainInLargeSteps(params string[] arguments)
    {
        File.WriteAllText(folder.File("corpus"), string.Concat(Enumerable.Repeat("abc ab\n", 500)));
        string[] settings = ["--optimizer", "sgd", "--max-gradient-norm", "0", "--schedule", "constant", "--max-steps", "60", "--sequence-length", "16"];
        return Train(["--corpus", folder.File("corpus"), .. settings, .. arguments]);
    }

    private string TrainWhileLocked()
    {
        TrainBriefly();
        using FileStream held = new(Path.Combine(folder.File("run"), "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        return TrainBriefly("--overwrite");
    }

    private string Write(ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(folder.File("corpus"), content);
        return folder.File("corpus");
    }

    private static string Catch(Action action)
    {
        Exception exception = Assert.Throws<Exception>(action);
        while (exception is TargetInvocationException or AggregateException)
        {
            exception = exception.InnerException!;
        }

        return exception.Message;
    }

    private static void FillQueue()
    {
        using CharRnnModel model = CharRnnModel.Load(Model);
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 1, QueueLength = 1 });
        GenerationRequest endless = new() { Generation = new GenerationOptions { MaxLength = int.MaxValue } };
        using CancellationTokenSource cancellation = new();
        Task[] texts = [.. Enumerable.Range(0, 9).Select(_ => scheduler.GenerateAsync(endless, cancellation.Token))];
        Task rejected = texts[Task.WaitAny(texts)];
        cancellation.Cancel();
        rejected.Wait();
    }

    private static void StartWithoutPath()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCharRnn();
        using IHost host = builder.Build();
        host.Start();
    }

    private static void UseDisposed()
    {
        CharRnnModel model = CharRnnModel.Load(Model);
        model.Dispose();
        new SentenceScorer(model).Score("a");
    }

    private void LoadUnregistered()
    {
        MLContext mlContext = new();
        IDataView lines = mlContext.Data.LoadFromEnumerable(new ScoreInMlNet.Sentence[] { new() });
        mlContext.Model.Save(mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", Model).Fit(lines), lines.Schema, folder.File("pipeline.zip"));
        new MLContext().Model.Load(folder.File("pipeline.zip"), out _);
    }

    [GeneratedRegex("`(.*?)`")]
    private static partial Regex Message();
}
