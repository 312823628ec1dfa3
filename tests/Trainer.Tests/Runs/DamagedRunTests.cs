using System.Security.Cryptography;
using System.Text;

namespace CharRnn.Trainer.Tests;

/// <summary>The files of a run, damaged in every way: see <see cref="Mutants"/>.</summary>
[TestClass]
public sealed class DamagedRunTests : IDisposable
{
    private const int HeadLength = 8 + 32; // of a checkpoint: the text CRNR, the format, the SHA-256 of the rest
    private const int Steps = 4;

    private static readonly TrainingOptions Options = new()
    {
        HiddenSize = 3,
        EmbeddingSize = 2,
        Dropout = 0.1,
        BatchSize = 2,
        SequenceLength = 5,
        MaxSteps = Steps,
        ValidateEvery = 3,
        ReportEvery = 2,
        SampleLength = 5,
        TensorBoard = true,
        Threads = 1,
    };

    private static readonly CorpusOptions CorpusOptions = new() { Corpus = "test", ValidationFraction = 0 };

    private readonly TemporaryFolder folder = new();

    private string RunPath => folder.File("run");

    private string CheckpointPath => folder.File("run/checkpoint.bin");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_checkpoint_is_refused_or_goes_on()
    {
        Train(stopAfter: 2);
        byte[] file = File.ReadAllBytes(CheckpointPath);
        int stateLength = BitConverter.ToInt32(file, HeadLength);
        string state = Encoding.UTF8.GetString(file, HeadLength + 4, stateLength);
        byte[] rest = file[(HeadLength + 4 + stateLength)..];
        Mutants.AssertRefusedOrUsed(
            random => random.Next(4) switch
            {
                0 => Mutants.Bytes(file, random),
                1 => WithHash(file, [.. Block(Mutants.Json(state, random)), .. rest]),
                _ => WithHash(file, Mutants.Bytes(file.AsSpan(HeadLength), random)),
            },
            mutant =>
            {
                File.WriteAllBytes(CheckpointPath, mutant);
                GoOn();
            },
            count: 150);
    }

    [TestMethod]
    public void A_config_is_refused_or_is_used()
    {
        using (RunFolder created = RunFolder.Create(RunPath, overwrite: false))
        {
            created.SaveConfig(CorpusOptions, Options);
        }

        string config = File.ReadAllText(folder.File("run/config.json"));
        Mutants.AssertRefusedOrUsed(random => Mutants.Json(config, random), mutant =>
        {
            File.WriteAllText(folder.File("run/config.json"), mutant);
            RunFolder run = RunFolder.OpenUnfinished(RunPath);
            Assert.IsNotNull(run.ReadSettings());
            (CorpusOptions corpus, TrainingOptions training) = run.ReadConfig();
            corpus.Validate();
            training.Validate();
            run.SaveConfig(corpus, training);
        });
    }

    [TestMethod]
    public void Metrics_and_samples_are_refused_or_are_read()
    {
        Train(stopAfter: int.MaxValue);
        string metrics = File.ReadAllText(folder.File("run/metrics.jsonl"));
        byte[] samples = File.ReadAllBytes(folder.File("run/samples.txt"));
        Mutants.AssertRefusedOrUsed(random => (Metrics: Mutants.Json(metrics, random), Samples: Mutants.Bytes(samples, random)), mutant =>
        {
            File.WriteAllText(folder.File("run/metrics.jsonl"), mutant.Metrics);
            File.WriteAllBytes(folder.File("run/samples.txt"), mutant.Samples);
            RunFolder run = RunFolder.Open(RunPath);
            Assert.IsTrue(run.ReadMetrics().All(line => line.Step >= 0));
            Assert.IsNotNull(run.ReadSamples());
        });
    }

    private static byte[] Block(string text) => [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>A checkpoint of other content, with the right hash of it.</summary>
    private static byte[] WithHash(byte[] file, byte[] content) => [.. file[..8], .. SHA256.HashData(content), .. content];

    private void GoOn()
    {
        try
        {
            Train(int.MaxValue, resume: true);
        }
        catch (InvalidTextException)
        {
            // The hash of the corpus is the mutant's.
        }
        catch (CharRnnException exception) when (exception.Message.StartsWith("The training diverged", StringComparison.Ordinal))
        {
            // Its weights are.
        }
    }

    private void Train(int stopAfter, bool resume = false)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the cat sat.\n", 20)));
        Corpus corpus = Corpus.FromUtf8(text, "test", CorpusOptions);
        using RunFolder run = resume ? RunFolder.Open(RunPath) : RunFolder.Create(RunPath, overwrite: false);
        if (!resume)
        {
            run.SaveConfig(CorpusOptions, Options);
        }

        using CancellationTokenSource source = new();
        using TorchEngine engine = new(Options.Describe(corpus), Options);
        TrainingSetup setup = new() { Options = Options, Corpus = corpus, Engine = engine, Run = run, Observer = new Stopper(stopAfter, source) };
        (resume ? Training.Resume(setup) : Training.Start(setup)).Run(source.Token);
    }

    private sealed class Stopper(int stopAfter, CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStep(TrainingStep step)
        {
            if (step.Step >= stopAfter)
            {
                source.Cancel();
            }
        }
    }
}
