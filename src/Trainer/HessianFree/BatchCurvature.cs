using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The loss of a batch around the present parameters: its gradient, and products of its damped Gauss-Newton matrix with vectors
/// (Schraudolph, "Fast Curvature Matrix-Vector Products for Second-Order Gradient Descent", 2002). The matrix is the mean over positions of
/// J^T H J, where J is the derivative of a position's logits by the parameters and H that of the softmax's loss, twice, by the logits. The
/// structural damping (Martens and Sutskever, 2011) adds the mean of K^T K, where K is the derivative of a position's hidden state. It lives in
/// the dispose scope in which it was made.
/// </summary>
internal sealed class BatchCurvature
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly Tensor[] outputs; // the logits [positions, vocabulary] and the hidden states
    private readonly Tensor probabilities;
    private readonly Tensor[] cotangents; // u, of the outputs' shapes
    private readonly Tensor[] pulledBack; // J^T u, linear in u

    /// <param name="parameters">The parameters, in float64.</param>
    /// <param name="logits">[positions, vocabulary], with their graph.</param>
    /// <param name="hidden">The hidden states of the top layer [batch, sequence, hidden], with their graph.</param>
    /// <param name="targets">[positions].</param>
    public BatchCurvature(IReadOnlyList<Parameter> parameters, Tensor logits, Tensor hidden, Tensor targets)
    {
        (this.parameters, outputs) = (parameters, [logits, hidden]);
        Tensor loss = nn.functional.cross_entropy(logits, targets);
        Loss = loss.item<double>();
        Gradient = ParameterVector.Join(autograd.grad([loss], [.. parameters], retain_graph: true));
        probabilities = nn.functional.softmax(logits.detach(), 1);
        cotangents = [.. outputs.Select(output => zeros_like(output, requires_grad: true))];
        pulledBack = [.. autograd.grad(outputs, [.. parameters], cotangents, retain_graph: true, create_graph: true)];
    }

    /// <summary>Gets the mean cross-entropy in nats.</summary>
    public double Loss { get; }

    /// <summary>Gets the gradient of the loss, a vector of the parameters.</summary>
    public Tensor Gradient { get; }

    /// <summary>Returns the product of the Gauss-Newton matrix and a vector, in the caller's dispose scope.</summary>
    /// <param name="vector">A vector of the parameters.</param>
    /// <param name="structural">The weight of the structural damping.</param>
    public Tensor Multiply(Tensor vector, double structural)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] pushed = PushForward(vector);
        Tensor weighted = probabilities * pushed[0];
        Tensor curved = weighted.Plus(probabilities * weighted.sum([1L], keepdim: true), -1);
        Tensor[] weights = [curved.Scale(1.0 / Positions(outputs[0])), pushed[1].Scale(structural / Positions(outputs[1]))];
        return ParameterVector.Join(autograd.grad(outputs, [.. parameters], weights, retain_graph: true)).MoveToOuterDisposeScope();
    }

    private static long Positions(Tensor output) => output.numel() / output.shape[^1];

    // J v as the derivative of (J^T u) v by u, because libtorch's modules have no forward mode.
    private Tensor[] PushForward(Tensor vector)
    {
        Tensor[] parts = ParameterVector.Cut(vector, parameters);
        return [.. autograd.grad([.. pulledBack], cotangents, parts, retain_graph: true)];
    }
}
