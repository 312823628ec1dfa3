using System.Text;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class LineBatchesTests : IDisposable
{
    private static readonly CorpusOptions Options = new() { Corpus = "lines", Unit = TextUnit.Line, ValidationFraction = 0 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Every_line_comes_once_a_pass_from_its_start_to_its_newline()
    {
        string[] lines = [.. Enumerable.Range(0, 50).Select(i => new string((char)('a' + (i % 5)), 1 + (i % 7)) + (char)('f' + (i % 3)))];
        Corpus corpus = MakeCorpus(string.Join('\n', lines) + "\n\n\n");
        LineBatches batches = MakeBatches(corpus, batchSize: 8, seed: 3);
        Assert.AreEqual(7, batches.BatchCount);
        string[][] passes = [.. Enumerable.Range(0, 2).Select(pass => Enumerable.Range(0, 7)
            .SelectMany(step => Decode(corpus.Vocabulary, batches[(pass * 7) + step])).ToArray())];
        foreach (string[] pass in passes)
        {
            CollectionAssert.AreEquivalent(lines, pass);
        }

        CollectionAssert.AreNotEqual(passes[0], passes[1]);
        CollectionAssert.AreEqual(passes[1], Enumerable.Range(7, 7).SelectMany(step => Decode(corpus.Vocabulary, MakeBatches(corpus, 8, 3)[step])).ToArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(9)]
    public void The_loss_is_the_sum_over_the_lines_alone_whatever_the_packing(int batchSize)
    {
        string[] lines = ["anna", "bo", "christopher", "d", "elisabeth", "al", "barnaby", "anna"];
        Corpus corpus = MakeCorpus(string.Join('\n', lines));
        TrainingOptions options = new() { HiddenSize = 12, EmbeddingSize = 6, Threads = 1 };
        using TorchEngine engine = new(options.Describe(corpus), options);
        engine.SetWeights(WeightInitializer.Draw(options.Describe(corpus), options, new RandomSource(1)));
        double alone = 0;
        int newline = corpus.Vocabulary.FindId("\n")!.Value;
        foreach (string line in lines)
        {
            int[] ids = corpus.Vocabulary.Encode(line, UnknownPolicy.Error).Ids;
            Batch batch = new([newline, .. ids], [.. ids, newline], 1, ids.Length + 1, StartsFromZero: true);
            alone += engine.EvaluateBatch(batch) * (ids.Length + 1);
        }

        LineBatches batches = MakeBatches(corpus, batchSize, seed: null);
        double packed = 0;
        int tokens = 0;
        for (int i = 0; i < batches.BatchCount; i++)
        {
            packed += engine.EvaluateBatch(batches[i]) * batches[i].TargetCount;
            tokens += batches[i].TargetCount;
        }

        Assert.AreEqual(lines.Sum(line => line.Length + 1), tokens);
        Assert.AreEqual(alone, packed, 1e-4);
    }

    [TestMethod]
    public void Parts_end_where_lines_do()
    {
        Corpus corpus = CharRnn.Trainer.Corpus.FromUtf8(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("abcde\r\nfg\r\n", 20))), "lines", Options.With(o => { o.ValidationFraction = 0.2; o.TestFraction = 0.3; }));
        Assert.AreEqual(20 * 9, corpus.Training.Length + corpus.Validation.Length + corpus.Test.Length);
        int newline = corpus.Vocabulary.FindId("\n")!.Value;
        foreach (IdSequence part in (IdSequence[])[corpus.Training, corpus.Validation, corpus.Test])
        {
            Assert.IsGreaterThan(18, part.Length);
            Assert.AreEqual(part.Length - 1, part.IndexOf(newline, part.Length - 1));
        }
    }

    [TestMethod]
    public void A_line_that_is_too_long_is_named() =>
        Assert.AreEqual(
            "Line 3 of the corpus lines has 6 tokens; a line can have at most 5. Raise the limit, or train on the text as a stream.",
            Assert.ThrowsExactly<InvalidTextException>(() =>
                CharRnn.Trainer.Corpus.FromUtf8("abcde\n\nabcdef\n"u8.ToArray(), "lines", Options.With(o => o.MaximumLineLength = 5))).Message);

    [TestMethod]
    [DataRow("train", 100, 0, 6, 0.1, 0)]
    [DataRow("validate", 0, 100, 50, 0.1, 0)]
    [DataRow("test", 0, 100, 50, 0, 0.1)]
    public void A_part_of_empty_lines_only_is_refused(string purpose, int emptyBefore, int lines, int emptyAfter, double validation, double test)
    {
        string text = new string('\n', emptyBefore) + string.Concat(Enumerable.Repeat("ab\n", lines)) + new string('\n', emptyAfter) + (emptyBefore > 0 ? "ab\nab\n" : "");
        Corpus corpus = CharRnn.Trainer.Corpus.FromUtf8(Encoding.UTF8.GetBytes(text), "lines", Options.With(o => { o.ValidationFraction = validation; o.TestFraction = test; }));
        Assert.AreEqual(
            $"The corpus lines has only empty lines to {purpose} on, and these are ignored. Give more text, or other fractions.",
            Assert.ThrowsExactly<InvalidTextException>(() => Training.CheckLength(corpus, new TrainingOptions())).Message);
    }

    [TestMethod]
    public void A_network_of_lines_learns_where_they_end_and_is_tested_at_the_end()
    {
        Corpus corpus = CharRnn.Trainer.Corpus.FromUtf8(
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("anna\nbob\neve\n", 60))), "lines", Options.With(o => { o.ValidationFraction = 0.1; o.TestFraction = 0.1; }));
        TrainingOptions options = new() { HiddenSize = 16, EmbeddingSize = 8, BatchSize = 12, MaxSteps = 400, Epochs = 50, ValidateEvery = 100, SampleLength = 40, SampleTemperature = 0.5, Threads = 1 };
        ModelDescription description = options.Describe(corpus);
        Assert.AreEqual(TextUnit.Line, description.Unit);
        using RunFolder run = RunFolder.Create(folder.File("run"), overwrite: false);
        run.SaveConfig(Options, options);
        using TorchEngine engine = new(description, options);
        TrainingResult result = Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run }).Run();

        // Three names of equal chance: ln 3 a line, 13 tokens in three lines.
        Assert.AreEqual(3 * Math.Log(3) / 13, result.BestValidationLossNats!.Value, 0.1);
        Assert.AreEqual(3 * Math.Log(3) / 13, result.TestLossNats!.Value, 0.1);
        string sample = File.ReadAllText(run.SamplesPath).Split("=== step 400 ===\n")[1].TrimEnd();
        string[] whole = sample.Split('\n')[..^1];
        Assert.IsGreaterThan(5, whole.Length);
        Assert.IsTrue(whole.All(name => name is "anna" or "bob" or "eve"), sample);
    }

    private static Corpus MakeCorpus(string text) => CharRnn.Trainer.Corpus.FromUtf8(Encoding.UTF8.GetBytes(text), "lines", Options);

    private static LineBatches MakeBatches(Corpus corpus, int batchSize, ulong? seed)
    {
        int newline = corpus.Vocabulary.FindId("\n")!.Value;
        return new LineBatches(corpus.Training, newline, newline, batchSize, seed);
    }

    private static IEnumerable<string> Decode(Vocabulary vocabulary, Batch batch)
    {
        int newline = vocabulary.FindId("\n")!.Value;
        for (int row = 0; row < batch.BatchSize; row++)
        {
            int[] inputs = batch.Inputs.AsSpan(row * batch.SequenceLength, batch.SequenceLength).ToArray();
            int[] targets = [.. batch.Targets.Skip(row * batch.SequenceLength).Take(batch.SequenceLength).Where(id => id != Batch.Padding)];
            Assert.AreEqual(newline, inputs[0]);
            Assert.AreEqual(newline, targets[^1]);
            CollectionAssert.AreEqual(inputs.Skip(1).Take(targets.Length - 1).ToArray(), targets[..^1]);
            yield return vocabulary.Decode(targets.AsSpan(0, targets.Length - 1));
        }
    }
}
