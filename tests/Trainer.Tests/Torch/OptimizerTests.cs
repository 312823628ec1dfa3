using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

/// <summary>The optimisers against PyTorch's formulas, one number at a time in float64.</summary>
[TestClass]
public sealed class OptimizerTests
{
    private const int First = 15, Second = 7; // values of the two parameters; neither fills a cache line
    private const int Steps = 12;

    public static IEnumerable<object[]> Kinds =>
    [
        ["Adam", new TrainingOptions { Optimizer = OptimizerKind.Adam }],
        ["Adam, weight decay", new TrainingOptions { Optimizer = OptimizerKind.Adam, WeightDecay = 0.1 }],
        ["AdamW", new TrainingOptions { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.1 }],
        ["RMSProp", new TrainingOptions { Optimizer = OptimizerKind.RmsProp, RmsPropDecay = 0.9 }],
        ["RMSProp, weight decay and momentum", new TrainingOptions { Optimizer = OptimizerKind.RmsProp, WeightDecay = 0.1, Momentum = 0.5 }],
        ["Adagrad", new TrainingOptions { Optimizer = OptimizerKind.Adagrad, WeightDecay = 0.1 }],
        ["SGD", new TrainingOptions { Optimizer = OptimizerKind.Sgd }],
        ["SGD, weight decay and momentum", new TrainingOptions { Optimizer = OptimizerKind.Sgd, WeightDecay = 0.1, Momentum = 0.9 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Steps_are_those_of_the_formulas(string kind, TrainingOptions options)
    {
        double[] expected = new double[First + Second];
        List<double[]> states = [.. expected.Select(_ => new double[2])];
        using Network views = new(options, areViews: true);
        using Network copies = new(options, areViews: false);
        RandomSource random = new(7);
        for (int step = 1; step <= Steps; step++)
        {
            double rate = 0.1 / step;
            float[] gradients = [.. expected.Select(_ => (float)(random.NextDouble() - 0.5))];
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = Next(options, expected[i], gradients[i], states[i], step, rate);
            }

            views.Step(gradients, rate);
            copies.Step(gradients, rate);
        }

        foreach ((double value, float view, float copy) in expected.Zip(views.Values(), copies.Values()))
        {
            Assert.AreEqual(value, view, 1e-5, kind);
            Assert.AreEqual(view, copy, kind);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void What_is_saved_is_loaded_whether_parameters_are_views_or_copies(string kind, TrainingOptions options)
    {
        using Network first = new(options, areViews: true);
        using Network second = new(options, areViews: false);
        first.Step([.. Enumerable.Range(1, First + Second).Select(i => i * 0.1f)], 0.1);
        byte[] saved = first.Save();
        second.Load(saved);
        CollectionAssert.AreEqual(saved, second.Save(), kind);
        if (saved.Length > sizeof(long))
        {
            Assert.Throws<Exception>(() => second.Load(saved[..^1]));
            saved[sizeof(long)]++;
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => second.Load(saved)).Message, "it has 23 values where 22 are expected");
        }
    }

    [TestMethod]
    public void Gradients_are_clipped_by_their_global_norm_or_by_value()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gradients = tensor(new float[] { 3, -4 });
        Assert.AreEqual(5, new GradientClipping(10, 0).Apply(gradients), 1e-6);
        CollectionAssert.AreEqual((float[])[3, -4], gradients.data<float>().ToArray());
        Assert.AreEqual(5, new GradientClipping(double.PositiveInfinity, 3.5).Apply(gradients), 1e-6);
        CollectionAssert.AreEqual((float[])[3, -3.5f], gradients.data<float>().ToArray());
        new GradientClipping(1, 0).Apply(gradients);
        Assert.AreEqual(1, gradients.norm().item<float>(), 1e-5);
    }

    /// <summary>After the pages of torch.optim. The state is (mean, mean square), (mean square, velocity), (sum) or (velocity).</summary>
    private static double Next(TrainingOptions options, double value, double gradient, double[] state, int step, double rate)
    {
        if (options.Optimizer == OptimizerKind.AdamW)
        {
            value -= rate * options.WeightDecay * value;
        }
        else
        {
            gradient += options.WeightDecay * value;
        }

        switch (options.Optimizer)
        {
            case OptimizerKind.Adam or OptimizerKind.AdamW:
                state[0] = (0.9 * state[0]) + (0.1 * gradient);
                state[1] = (0.999 * state[1]) + (0.001 * gradient * gradient);
                return value - (rate * (state[0] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(state[1] / (1 - Math.Pow(0.999, step))) + 1e-8));
            case OptimizerKind.RmsProp:
                state[0] = (options.RmsPropDecay * state[0]) + ((1 - options.RmsPropDecay) * gradient * gradient);
                state[1] = (options.Momentum * state[1]) + (gradient / (Math.Sqrt(state[0]) + 1e-8));
                return value - (rate * state[1]);
            case OptimizerKind.Adagrad:
                state[0] += gradient * gradient;
                return value - (rate * gradient / (Math.Sqrt(state[0]) + 1e-10));
            default:
                state[0] = (options.Momentum * state[0]) + gradient;
                return value - (rate * state[0]);
        }
    }

    private sealed class Network : IDisposable
    {
        private readonly Parameter[] parameters = [new(zeros(3, 5)), new(zeros(Second))];
        private readonly FlatParameters flat;
        private readonly Optimizer optimizer;

        public Network(TrainingOptions options, bool areViews)
        {
            flat = new FlatParameters(parameters, areViews);
            optimizer = Optimizer.Create(flat, options);
        }

        public void Step(float[] gradients, double rate)
        {
            using DisposeScope scope = NewDisposeScope();
            parameters[0].grad!.copy_(tensor(gradients[..First], 3, 5));
            parameters[1].grad!.copy_(tensor(gradients[First..]));
            optimizer.Step(rate);
        }

        public float[] Values() => [.. parameters.SelectMany(parameter => parameter.data<float>().ToArray())];

        public byte[] Save()
        {
            using DisposeScope scope = NewDisposeScope();
            using MemoryStream stream = new();
            optimizer.Save(new BinaryWriter(stream));
            return stream.ToArray();
        }

        public void Load(byte[] saved)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.Load(new BinaryReader(new MemoryStream(saved)));
        }

        public void Dispose()
        {
            optimizer.Dispose();
            flat.Dispose();
            Array.ForEach(parameters, parameter => parameter.Dispose());
        }
    }
}
