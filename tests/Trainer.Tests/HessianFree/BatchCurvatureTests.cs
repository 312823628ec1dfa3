using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

/// <summary>Gauss-Newton products of networks so small that the whole matrix can be made.</summary>
[TestClass]
public sealed class BatchCurvatureTests
{
    private const int Positions = 6;
    private const double Structural = 0.7;

    private static readonly ModelDescription Lstm = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 3, EmbeddingSize = 2, VocabularySize = 4 };

    public static IEnumerable<object[]> Networks =>
    [
        ["LSTM", Lstm],
        ["LSTM, 2 layers, one-hot", Lstm with { Layers = 2, EmbeddingSize = 0 }],
        ["GRU, tied", Lstm with { Cell = Cell.Gru, EmbeddingSize = 3, Tied = true }],
        ["Jordan", Lstm with { Cell = Cell.Jordan }],
        ["RNN", Lstm with { Cell = Cell.Rnn }],
        ["ReLU RNN", Lstm with { Cell = Cell.Rnn, Nonlinearity = Nonlinearity.Relu }],
    ];

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void A_product_is_that_of_the_whole_matrix(string name, ModelDescription description)
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = new(description);
        (Tensor logits, Tensor hidden) = network.Read();
        Tensor probabilities = nn.functional.softmax(logits.detach(), 1);
        Tensor expected = zeros(network.Count, network.Count, dtype: ScalarType.Float64);
        for (int position = 0; position < Positions; position++)
        {
            Tensor jacobian = network.Jacobian(logits[position]);
            Tensor ofHidden = network.Jacobian(hidden.reshape(Positions, -1)[position]);
            Tensor p = probabilities[position];
            expected += jacobian.t().matmul(diag(p) - outer(p, p)).matmul(jacobian) / tensor((double)Positions);
            expected += ofHidden.t().matmul(ofHidden) * tensor(Structural / Positions);
        }

        BatchCurvature curvature = new(network.Parameters, logits, hidden, network.Targets);
        Tensor vector = network.RandomVector();
        AreClose(expected.matmul(vector), curvature.Multiply(vector, Structural), 1e-10, name);
        Assert.IsGreaterThan(0, curvature.Multiply(vector, 0).norm().item<double>());
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void A_product_is_the_central_difference_of_the_linear_models_gradient(string name, ModelDescription description)
    {
        const double small = 1e-5;
        using DisposeScope scope = NewDisposeScope();
        using Network network = new(description);
        Tensor vector = network.RandomVector();
        Tensor start = ParameterVector.Join(network.Parameters);
        ((Tensor logitsAfter, Tensor hiddenAfter), (Tensor logitsBefore, Tensor hiddenBefore)) = (At(small), At(-small));
        Tensor change = (logitsAfter - logitsBefore).detach() / tensor(2 * small); // J v
        Tensor ofHidden = (hiddenAfter - hiddenBefore).detach() / tensor(2 * small); // K v
        ParameterVector.Set(network.Parameters, start);
        (Tensor logits, Tensor hidden) = network.Read();
        Tensor expected = (GradientAt(small) - GradientAt(-small)) / tensor(2 * small);
        AreClose(expected, new BatchCurvature(network.Parameters, logits, hidden, network.Targets).Multiply(vector, Structural), 1e-7, name);

        (Tensor Logits, Tensor Hidden) At(double length)
        {
            ParameterVector.Set(network.Parameters, start.clone().AddScaled(vector, length));
            return network.Read();
        }

        // Of the linear models z(0) + J x and h(0) + K x at x = length * v, the second with half the mean of its squared change.
        Tensor GradientAt(double length)
        {
            Tensor moved = logits.detach() + (change * tensor(length));
            Tensor slope = (nn.functional.softmax(moved, 1) - nn.functional.one_hot(network.Targets, description.VocabularySize)) / tensor((double)Positions);
            Tensor slopeOfHidden = ofHidden * tensor(length * Structural / Positions);
            return ParameterVector.Join(autograd.grad([logits, hidden], network.Parameters, [slope, slopeOfHidden], retain_graph: true));
        }
    }

    private static void AreClose(Tensor expected, Tensor actual, double tolerance, string name) =>
        Assert.IsLessThan(tolerance, (expected - actual).abs().max().item<double>(), name);

    private sealed class Network : IDisposable
    {
        private readonly ModelDescription description;
        private readonly CharRnnModule module;

        public Network(ModelDescription description)
        {
            this.description = description;
            TorchDevice.Find("cpu");
            TorchRandom.Seed(3);
            module = new CharRnnModule(description);
            module.to(ScalarType.Float64);
            Parameters = [.. module.parameters()];
            using (no_grad())
            {
                Array.ForEach(Parameters, parameter => parameter.copy_(randn(parameter.shape, dtype: ScalarType.Float64)));
            }
        }

        public Parameter[] Parameters { get; }

        public Tensor Targets { get; } = tensor((long[])[1, 2, 3, 0, 0, 2]);

        public long Count => Parameters.Sum(parameter => parameter.numel());

        public Tensor RandomVector() => randn(Count, dtype: ScalarType.Float64);

        /// <returns>[positions, vocabulary] and [batch, sequence, hidden].</returns>
        public (Tensor Logits, Tensor Hidden) Read()
        {
            Tensor ids = tensor((long[])[0, 1, 2, 3, 0, 0], [2, Positions / 2]);
            Tensor state = ones(description.Layers, 2, description.StateSize, dtype: ScalarType.Float64);
            Tensor hidden = module.Read(ids, state, description.HasCellState ? state : null).Outputs;
            return (module.Decode(hidden).reshape(Positions, -1), hidden);
        }

        /// <returns>[values, parameters].</returns>
        public Tensor Jacobian(Tensor values) => stack([.. Enumerable.Range(0, (int)values.numel()).Select(i => ParameterVector.Join(
            autograd.grad([values[i]], Parameters, retain_graph: true, allow_unused: true)
                .Zip(Parameters, (gradient, parameter) => gradient is { IsInvalid: false } ? gradient : zeros_like(parameter))))]);

        public void Dispose() => module.Dispose();
    }
}
