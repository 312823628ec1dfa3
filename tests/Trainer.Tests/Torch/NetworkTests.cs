using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

/// <summary>Every kind of network: its gradients against central differences, its weights' names, and that it learns.</summary>
[TestClass]
public sealed class NetworkTests
{
    private static readonly ModelDescription Tiny = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 3, EmbeddingSize = 3, VocabularySize = 5 };

    public static IEnumerable<object[]> Networks =>
    [
        ["LSTM", Tiny],
        ["GRU", Tiny with { Cell = Cell.Gru }],
        ["RNN", Tiny with { Cell = Cell.Rnn }],
        ["RNN, ReLU", Tiny with { Cell = Cell.Rnn, Nonlinearity = Nonlinearity.Relu }],
        ["Jordan", Tiny with { Cell = Cell.Jordan, Layers = 1 }],
        ["Jordan, tied", Tiny with { Cell = Cell.Jordan, Layers = 1, Tied = true }],
        ["LSTM, one-hot input", Tiny with { EmbeddingSize = 0 }],
        ["GRU, tied", Tiny with { Cell = Cell.Gru, Tied = true }],
    ];

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Gradients_equal_central_differences(string name, ModelDescription description)
    {
        const double epsilon = 1e-5;
        Weights weights = WeightInitializer.Draw(description, new TrainingOptions(), new RandomSource(2));
        using CharRnnModule module = new(description);
        module.to(ScalarType.Float64);
        Dictionary<string, double[]> values = weights.ToDictionary(weight => weight.Name, weight => Array.ConvertAll(weight.Data, value => (double)value));
        GiveAll();
        (string Name, TorchSharp.Modules.Parameter Parameter)[] parameters = [.. module.named_parameters()];
        CollectionAssert.AreEquivalent(weights.Select(weight => weight.Name).ToArray(), parameters.Select(named => named.Name).ToArray());

        double[][] gradients;
        using (NewDisposeScope())
        {
            gradients = [.. autograd.grad([Loss()], [.. parameters.Select(named => (Tensor)named.Parameter)]).Select(gradient => gradient.data<double>().ToArray())];
        }

        foreach (((string parameter, _), double[] gradient) in parameters.Zip(gradients))
        {
            double[] value = values[parameter];
            for (int i = 0; i < value.Length; i++)
            {
                double kept = value[i];
                double above = LossWith(value, i, kept + epsilon);
                double below = LossWith(value, i, kept - epsilon);
                LossWith(value, i, kept);
                Assert.AreEqual((above - below) / (2 * epsilon), gradient[i], 1e-7, $"{name}: {parameter}[{i}]");
            }
        }

        double LossWith(double[] value, int index, double changed)
        {
            value[index] = changed;
            using DisposeScope scope = NewDisposeScope();
            GiveAll();
            using IDisposable withoutGradients = no_grad();
            return Loss().item<double>();
        }

        void GiveAll()
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable withoutGradients = no_grad();
            foreach ((string parameter, TorchSharp.Modules.Parameter target) in module.named_parameters())
            {
                target.copy_(tensor(values[parameter], target.shape));
            }
        }

        Tensor Loss()
        {
            long[] states = [description.Layers, 2, description.StateSize];
            Tensor hidden = full(states, 0.1, dtype: ScalarType.Float64);
            Tensor? cell = description.Cell == Cell.Lstm ? full(states, -0.2, dtype: ScalarType.Float64) : null;
            (Tensor logits, _, _) = module.forward(tensor((long[])[0, 1, 2, 4, 3, 1], [2, 3]), hidden, cell);
            return nn.functional.cross_entropy(logits.reshape(-1, description.VocabularySize), tensor((long[])[1, 2, 3, 3, 1, 0]));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void A_text_in_two_batches_is_read_as_in_one(string name, ModelDescription description)
    {
        int[] ids = [0, 1, 2, 4, 3, 1];
        using TorchEngine engine = new(description, new TrainingOptions { Threads = 1 });
        engine.SetWeights(WeightInitializer.Draw(description, new TrainingOptions(), new RandomSource(2)));
        float[] whole = Read(ids, startsFromZero: true);
        float[] parts = [.. Read(ids[..4], startsFromZero: true), .. Read(ids[4..], startsFromZero: false)];
        for (int i = 0; i < whole.Length; i++)
        {
            Assert.AreEqual(whole[i], parts[i], 1e-6, name);
        }

        float[] Read(int[] some, bool startsFromZero)
        {
            float[] logits = new float[some.Length * description.VocabularySize];
            engine.EvaluateBatch(new Batch(some, some, 1, some.Length, startsFromZero), logits);
            return logits;
        }
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void It_learns_what_repeats(string name, ModelDescription description)
    {
        description = description with { HiddenSize = 16, EmbeddingSize = description.EmbeddingSize == 0 ? 0 : 16 };
        TrainingOptions options = new() { Initialization = description.Cell == Cell.Jordan ? Initialization.PyTorch : Initialization.Orthogonal, Threads = 1 };
        using TorchEngine engine = new(description, options);
        engine.SetWeights(WeightInitializer.Draw(description, options, new RandomSource(1)));
        int[] ids = [.. Enumerable.Range(0, 41).Select(i => i % 5)];
        double loss = double.NaN;
        for (int step = 0; step < 60; step++)
        {
            loss = engine.TrainBatch(new Batch(ids[..^1], ids[1..], 1, 40, StartsFromZero: true), 0.02).LossNats;
        }

        Assert.IsLessThan(0.1, loss, name);
    }

    [TestMethod]
    [DataRow(OptimizerKind.Adam, 0.02)]
    [DataRow(OptimizerKind.AdamW, 0.02)]
    [DataRow(OptimizerKind.RmsProp, 0.01)]
    [DataRow(OptimizerKind.Adagrad, 0.1)]
    [DataRow(OptimizerKind.Sgd, 0.5)]
    public void Every_optimizer_lowers_the_loss(OptimizerKind optimizer, double learningRate)
    {
        TrainingOptions options = new() { Optimizer = optimizer, LearningRate = learningRate, WeightDecay = 1e-5, Threads = 1 };
        using TorchEngine engine = new(Tiny, options);
        engine.SetWeights(WeightInitializer.Draw(Tiny, options, new RandomSource(1)));
        int[] ids = [.. Enumerable.Range(0, 21).Select(i => i % 5)];
        Batch batch = new(ids[..^1], ids[1..], 1, 20, StartsFromZero: true);
        double before = engine.EvaluateBatch(batch);
        for (int step = 0; step < 40; step++)
        {
            engine.TrainBatch(batch, learningRate);
        }

        Assert.IsLessThan(before - 0.05, engine.EvaluateBatch(batch));
    }

    [TestMethod]
    public void Gradients_clamped_by_value_change_the_weights_by_no_more()
    {
        TrainingOptions options = new() { Optimizer = OptimizerKind.Sgd, LearningRate = 1, MaxGradientValue = 1e-3, Threads = 1 };
        using TorchEngine engine = new(Tiny, options);
        Weights before = WeightInitializer.Draw(Tiny, options, new RandomSource(1));
        engine.SetWeights(before);
        StepResult result = engine.TrainBatch(new Batch([0, 1, 2], [1, 2, 3], 1, 3, StartsFromZero: true), 1);
        Assert.IsGreaterThan(0.1, result.GradientNorm); // as it was before clamping
        float largest = engine.GetWeights().Max(weight => weight.Data.Zip(before[weight.Name].Data, (after, first) => Math.Abs(after - first)).Max());
        Assert.AreEqual(1e-3, largest, 1e-6);
    }

    [TestMethod]
    public void The_hello_of_Karpathys_post_is_spelt()
    {
        // "The Unreasonable Effectiveness of Recurrent Neural Networks": four letters, one-hot, after the first l another, after the second o.
        TrainingOptions options = Preset.Find("min-char-rnn").Options.With(o => { o.HiddenSize = 3; o.SequenceLength = 4; o.Threads = 1; });
        ModelDescription description = new() { Cell = options.Cell, Layers = 1, HiddenSize = 3, EmbeddingSize = 0, VocabularySize = 4, Start = "h" };
        Vocabulary vocabulary = Vocabulary.FromRunes("ehlo".EnumerateRunes());
        int[] hello = vocabulary.Encode("hello", UnknownPolicy.Error).Ids;
        using TorchEngine engine = new(description, options);
        engine.SetWeights(WeightInitializer.Draw(description, options, new RandomSource(1)));
        for (int step = 0; step < 300; step++)
        {
            engine.TrainBatch(new Batch(hello[..4], hello[1..], 1, 4, StartsFromZero: true), options.LearningRate);
        }

        string spelt = "h";
        float[] logits = new float[4];
        for (int i = 0; i < 4; i++)
        {
            engine.EvaluateBatch(new Batch([vocabulary.FindId(spelt[^1..])!.Value], [0], 1, 1, StartsFromZero: i == 0), logits);
            spelt += vocabulary.Decode([Array.IndexOf(logits, logits.Max())]);
        }

        Assert.AreEqual("hello", spelt);
    }
}
