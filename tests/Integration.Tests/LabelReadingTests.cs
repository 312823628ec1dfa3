using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Integration.Tests;

/// <summary>Labels of texts of any length and in any company.</summary>
[TestClass]
public sealed class LabelReadingTests
{
    private static readonly string[] Labels = ["x", "y", "z"];

    public static IEnumerable<object[]> Kinds =>
        from cell in (Cell[])[Cell.Lstm, Cell.Gru, Cell.Rnn]
        from bidirectional in (bool[])[false, true]
        select (object[])[cell, bidirectional];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_text_in_a_batch_of_mixed_lengths_is_labelled_as_alone(Cell cell, bool bidirectional)
    {
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => Text(seed: i, length: i % 7 == 0 ? 0 : 1 + (i * 37 % 300)))];
        using CharRnnModel taggerModel = Load(ModelTask.Tag, cell, bidirectional);
        TextTags[] together = [.. new TextTagger(taggerModel, new LabelOptions { BatchSize = 7 }).Tag(texts)];
        TextTagger alone = new(taggerModel, new LabelOptions { BatchSize = 1 });
        using CharRnnModel classifierModel = Load(ModelTask.Classify, cell, bidirectional);
        TextClass[] classes = [.. new TextClassifier(classifierModel, new LabelOptions { BatchSize = 7, Threads = 2 }).Classify(texts)];
        TextClassifier classifier = new(classifierModel, new LabelOptions { BatchSize = 1 });
        for (int i = 0; i < texts.Length; i++)
        {
            AreClose(alone.Tag(texts[i]).Probabilities, together[i].Probabilities);
            Assert.HasCount(texts[i].Length, together[i].Labels);
            Assert.AreEqual(texts[i].Length, together[i].ToString().Length);
            AreClose(classifier.Classify(texts[i]).Probabilities, classes[i].Probabilities);
            Assert.AreEqual(texts[i].Length == 0, classes[i].Label is null);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_text_is_labelled_as_the_training_engine_reads_it_whole(Cell cell, bool bidirectional)
    {
        foreach (ModelTask task in (ModelTask[])[ModelTask.Tag, ModelTask.Classify])
        {
            WeightsFile weights = Make(task, cell, bidirectional);
            using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
            using TorchEngine engine = new(weights.Metadata.Description, new TrainingOptions { Threads = 1, Device = "cpu" });
            engine.SetWeights(weights.Weights);
            foreach (int length in (int[])[1, 127, 128, 129, 300, 2048])
            {
                string text = Text(seed: length, length);
                int[] ids = model.Vocabulary.Encode(text, UnknownPolicy.Error).Ids;
                float[] logits = new float[(task == ModelTask.Tag ? length : 1) * Labels.Length];
                engine.EvaluateBatch(new Batch(ids, new int[logits.Length / Labels.Length], 1, length, StartsFromZero: true), logits);
                float[] expected = [.. logits.Chunk(Labels.Length).Select(scores => (float)(Math.Exp(scores.Max()) / scores.Sum(score => Math.Exp(score))))];
                AreClose(expected, task == ModelTask.Tag ? new TextTagger(model).Tag(text).Probabilities : [new TextClassifier(model).Classify(text).Probability]);
            }
        }
    }

    // The network counts the a's, so that one at the start is not forgotten on the way to the end.
    [TestMethod]
    [DataRow(1)]
    [DataRow(128)]
    [DataRow(129)]
    [DataRow(300)]
    [DataRow(1000)]
    public void A_text_of_any_length_is_classified_from_its_first_character_on(int length)
    {
        WeightsFile random = RandomModels.Make(new ModelDescription
        {
            Task = ModelTask.Classify,
            LabelCount = Labels.Length,
            Cell = Cell.Rnn,
            Nonlinearity = Nonlinearity.Relu,
            Layers = 1,
            HiddenSize = 1,
            EmbeddingSize = 0,
            VocabularySize = 10,
            Start = "\n",
        });
        int a = random.Metadata.Vocabulary.FindId("a")!.Value;
        Weights counting = new(random.Metadata.Description, random.Weights.Select(tensor => new WeightTensor(tensor.Name, tensor.Shape, tensor.Name switch
        {
            "rnn.weight_ih_l0" => [.. Enumerable.Range(0, tensor.Data.Length).Select(id => id == a ? 1f : 0)],
            "rnn.weight_hh_l0" => [1],
            "decoder.weight" => [1, 0, 0],
            _ => new float[tensor.Data.Length],
        })));
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(new WeightsFile(random.Metadata, counting)));
        AreClose([(float)(Math.E / (Math.E + 2))], [new TextClassifier(model).Classify("a" + new string('b', length - 1)).Probability]);
    }

    [TestMethod]
    public void A_long_text_is_read_in_windows_that_overlap()
    {
        using CharRnnModel model = Load(ModelTask.Tag, Cell.Gru, bidirectional: true);
        TextTagger tagger = new(model);
        string text = Text(seed: 5, 5000);
        IReadOnlyList<float> whole = tagger.Tag(text).Probabilities;
        (int Start, int From, int To)[] windows = [(0, 0, 1792), (1536, 1792, 3328), (2952, 3328, 5000)];
        foreach ((int start, int from, int to) in windows)
        {
            IReadOnlyList<float> window = tagger.Tag(text.Substring(start, 2048)).Probabilities;
            AreClose([.. window.Skip(from - start).Take(to - from)], [.. whole.Skip(from).Take(to - from)]);
        }

        using CharRnnModel classifier = Load(ModelTask.Classify, Cell.Gru, bidirectional: true);
        new TextClassifier(classifier).Classify(Text(seed: 1, 16_384));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidTextException>(() => new TextClassifier(classifier).Classify(Text(seed: 1, 16_385))).Message,
            "A text cannot be classified: it has 16385 tokens, and");
    }

    [TestMethod]
    public void An_unknown_character_is_read_as_the_start_character_and_has_a_label()
    {
        using CharRnnModel model = Load(ModelTask.Tag, Cell.Lstm, bidirectional: true);
        TextTags tags = new TextTagger(model).Tag("aé😀\uD83D");
        AreClose(new TextTagger(model).Tag("a\n\n\n").Probabilities, tags.Probabilities);
        Assert.AreEqual(3, tags.UnknownCount);
    }

    [TestMethod]
    public async Task Texts_that_arrive_are_labelled_in_their_places()
    {
        using CharRnnModel model = Load(ModelTask.Classify, Cell.Lstm, bidirectional: false);
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => Text(i, 1 + (i % 5)))];
        TextClassifier classifier = new(model);
        List<string?> found = [];
        await foreach (TextClass each in classifier.ClassifyAsync(texts.ToAsyncEnumerable(), TestContext.CancellationToken))
        {
            found.Add(each.Label);
        }

        CollectionAssert.AreEqual(classifier.Classify(texts).Select(each => each.Label).ToArray(), found);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void The_deepest_network_loads_in_every_precision(Cell cell, bool bidirectional)
    {
        foreach (ModelTask task in (ModelTask[])[ModelTask.Tag, ModelTask.Classify])
        {
            ModelDescription deepest = Make(task, cell, bidirectional).Metadata.Description with { Layers = ModelDescription.MaximumLayers };
            foreach (Precision precision in Enum.GetValues<Precision>())
            {
                using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(RandomModels.Make(deepest), precision));
                Assert.AreEqual(task, model.Description.Task);
            }
        }
    }

    public required TestContext TestContext { get; init; }

    private static CharRnnModel Load(ModelTask task, Cell cell, bool bidirectional) => CharRnnModel.Load(OnnxExporter.ToBytes(Make(task, cell, bidirectional)));

    private static WeightsFile Make(ModelTask task, Cell cell, bool bidirectional) => RandomModels.Make(new ModelDescription
    {
        Task = task,
        LabelCount = Labels.Length,
        Bidirectional = bidirectional,
        Cell = cell,
        Layers = 2,
        HiddenSize = 6,
        EmbeddingSize = cell == Cell.Rnn ? 0 : 4,
        VocabularySize = 10,
        Start = "\n",
    });

    private static string Text(int seed, int length)
    {
        Random random = new(seed);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(9))));
    }

    private static void AreClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.IsTrue(float.IsNaN(expected[i]) == float.IsNaN(actual[i]) && !(Math.Abs(expected[i] - actual[i]) > 1e-5), $"{i}: {expected[i]}, {actual[i]}");
        }
    }
}
