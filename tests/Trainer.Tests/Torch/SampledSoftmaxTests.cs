using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

/// <summary>The loss over a sample of the vocabulary, against PyTorch and against the loss over all of it.</summary>
[TestClass]
public sealed class SampledSoftmaxTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [TestMethod]
    public void Loss_and_gradients_are_those_of_PyTorch()
    {
        SampledOracle oracle = SampledOracle.Load();
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = tensor(oracle.Outputs, [oracle.Targets.Length, oracle.HiddenSize], requires_grad: true);
        Tensor weight = tensor(oracle.Weight, [oracle.Bias.Length, oracle.HiddenSize], requires_grad: true);
        Tensor bias = tensor(oracle.Bias, requires_grad: true);
        Tensor loss = SampledSoftmax.Loss(outputs, weight, bias, oracle.Targets, new TokenSample(oracle.SampleIds, oracle.LogProbabilities));
        loss.backward();
        Assert.AreEqual(oracle.Loss, loss.item<float>(), 1e-5);
        AssertNear(oracle.OutputsGradient, outputs.grad!);
        AssertNear(oracle.WeightGradient, weight.grad!);
        AssertNear(oracle.BiasGradient, bias.grad!);
    }

    [TestMethod]
    public void What_is_learnt_is_the_probability_of_each_token_whatever_the_sample()
    {
        double[] shares = [0.4, 0.05, 0.15, 0.1, 0.3]; // of the text
        double[] drawn = [1, 0.1, 0.5, 0.25, 0.8]; // the probability of being drawn
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor(Array.ConvertAll(shares, share => (float)Math.Log(share)), requires_grad: true);
        Tensor others = tensor(Array.ConvertAll(shares, share => (float)(share * share)), requires_grad: true);
        Assert.AreEqual(0, LargestGradient(logits), 1e-6);
        Assert.IsGreaterThan(0.01, LargestGradient(others));

        // The expectation over every target and every sample.
        double LargestGradient(Tensor bias)
        {
            Tensor loss = zeros(1);
            for (int target = 0; target < shares.Length; target++)
            {
                for (int subset = 0; subset < 1 << shares.Length; subset++)
                {
                    int[] ids = [.. Enumerable.Range(0, shares.Length).Where(id => (subset >> id & 1) == 1)];
                    double probability = shares[target] * Enumerable.Range(0, shares.Length).Aggregate(1.0, (product, id) => product * (ids.Contains(id) ? drawn[id] : 1 - drawn[id]));
                    TokenSample sample = new(ids, Array.ConvertAll(drawn, each => (float)Math.Log(each)));
                    loss = loss.Plus(SampledSoftmax.Loss(zeros(1, 1), zeros(shares.Length, 1), bias, [target], sample), probability);
                }
            }

            loss.backward();
            return bias.grad!.abs().max().item<float>();
        }
    }

    [TestMethod]
    public void The_larger_the_sample_the_closer_is_the_loss_to_that_of_the_whole_vocabulary()
    {
        const int vocabulary = 300;
        const int positions = 64;
        using DisposeScope scope = NewDisposeScope();
        TorchRandom.Seed(3);
        RandomSource random = new(3);
        IdSequence text = new((ushort[])[.. Enumerable.Range(0, 3000).Select(_ => (ushort)(vocabulary * Math.Pow(random.NextDouble(), 4)))]); // low ids are frequent
        Tensor outputs = randn(positions, 8);
        Tensor weight = randn(vocabulary, 8);
        Tensor bias = zeros(vocabulary);
        int[] targets = [.. text.ToArray().Take(positions).Select(id => (int)id)];
        double whole = nn.functional.cross_entropy(nn.functional.linear(outputs, weight, bias), tensor(Array.ConvertAll(targets, id => (long)id))).item<float>();
        double[] gaps = [.. ((int[])[10, 50, 200, 299]).Select(size =>
        {
            TokenSampling sampling = new(TokenCounts.Of(text, vocabulary), size);
            return whole - Enumerable.Range(0, 100).Average(_ => SampledSoftmax.Loss(outputs, weight, bias, targets, sampling.Draw(random)).item<float>());
        })];
        CollectionAssert.AreEqual(gaps.OrderDescending().ToArray(), gaps, string.Join(", ", gaps)); // the estimate is too low, and less and less so
        Assert.AreEqual(0, gaps[^1], 2e-3);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_step_on_a_sample_of_everything_is_a_step_on_the_whole_vocabulary(bool tied)
    {
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 6, EmbeddingSize = 6, VocabularySize = 9, Tied = tied };
        TokenSample everything = new([.. Enumerable.Range(0, 9)], new float[9]);
        (StepResult Result, Weights Weights) whole = Step(sample: null);
        (StepResult Result, Weights Weights) sampled = Step(everything);
        Assert.AreEqual(whole.Result.LossNats, sampled.Result.LossNats, 1e-6);
        Assert.AreEqual(whole.Result.GradientNorm, sampled.Result.GradientNorm, 1e-6);
        foreach (WeightTensor weight in whole.Weights)
        {
            foreach ((float expected, float actual) in weight.Data.Zip(sampled.Weights[weight.Name].Data))
            {
                Assert.AreEqual(expected, actual, 1e-6, weight.Name);
            }
        }

        (StepResult, Weights) Step(TokenSample? sample)
        {
            TrainingOptions options = new() { Optimizer = OptimizerKind.Sgd, Threads = 1 };
            using TorchEngine engine = new(description, options);
            engine.SetWeights(WeightInitializer.Draw(description, options, new RandomSource(1)));
            int[] ids = [0, 3, 1, 8, 2, 2, 7, 5, 4, 6];
            Batch batch = new(ids, [.. ids[1..], Batch.Padding], BatchSize: 2, SequenceLength: 5, StartsFromZero: true) { Sample = sample };
            engine.TrainBatch(batch, 0.5);
            return (engine.TrainBatch(batch with { StartsFromZero = false }, 0.5), engine.GetWeights()); // the second step starts from the state after the first
        }
    }

    private static void AssertNear(float[] expected, Tensor actual)
    {
        float[] values = actual.data<float>().ToArray();
        Assert.HasCount(expected.Length, values);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], values[i], 1e-5, $"{i}");
        }
    }

    private sealed record SampledOracle
    {
        public required int HiddenSize { get; init; }

        public required int[] Targets { get; init; }

        public required int[] SampleIds { get; init; }

        public required float[] LogProbabilities { get; init; }

        public required double Loss { get; init; }

        public required float[] Outputs { get; init; }

        public required float[] Weight { get; init; }

        public required float[] Bias { get; init; }

        public required float[] OutputsGradient { get; init; }

        public required float[] WeightGradient { get; init; }

        public required float[] BiasGradient { get; init; }

        public static SampledOracle Load() => JsonSerializer.Deserialize<SampledOracle>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "sampled", "sampled_softmax.json")), SnakeCase)!;
    }
}
