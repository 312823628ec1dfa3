using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The loss of a batch around the present parameters: its gradient, and products of its Gauss-Newton matrix with vectors
/// (Schraudolph, "Fast Curvature Matrix-Vector Products for Second-Order Gradient Descent", 2002). The matrix is the mean over positions of
/// J^T H J, where J is the derivative of a position's logits by the parameters and H that of the softmax's loss, twice, by the logits. It
/// lives in the dispose scope in which it was made.
/// </summary>
internal sealed class BatchCurvature
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly Tensor logits; // [positions, vocabulary]
    private readonly Tensor probabilities;
    private readonly Tensor cotangent; // u, of the logits' shape
    private readonly Tensor[] pulledBack; // J^T u, linear in u

    /// <param name="parameters">The parameters, in float64.</param>
    /// <param name="logits">[positions, vocabulary], with their graph.</param>
    /// <param name="targets">[positions].</param>
    public BatchCurvature(IReadOnlyList<Parameter> parameters, Tensor logits, Tensor targets)
    {
        (this.parameters, this.logits) = (parameters, logits);
        Tensor loss = nn.functional.cross_entropy(logits, targets);
        Loss = loss.item<double>();
        Gradient = ParameterVector.Join(autograd.grad([loss], [.. parameters], retain_graph: true));
        probabilities = nn.functional.softmax(logits.detach(), 1);
        cotangent = zeros_like(logits, requires_grad: true);
        pulledBack = [.. autograd.grad([logits], [.. parameters], [cotangent], retain_graph: true, create_graph: true)];
    }

    /// <summary>Gets the mean cross-entropy in nats.</summary>
    public double Loss { get; }

    /// <summary>Gets the gradient of the loss, a vector of the parameters.</summary>
    public Tensor Gradient { get; }

    /// <summary>Returns the product of the Gauss-Newton matrix and a vector, in the caller's dispose scope.</summary>
    public Tensor Multiply(Tensor vector)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pushed = PushForward(vector);
        Tensor weighted = probabilities * pushed;
        Tensor curved = weighted.Plus(probabilities * weighted.sum([1L], keepdim: true), -1).Scale(1.0 / logits.shape[0]);
        return ParameterVector.Join(autograd.grad([logits], [.. parameters], [curved], retain_graph: true)).MoveToOuterDisposeScope();
    }

    // J v as the derivative of (J^T u) v by u, because libtorch's modules have no forward mode.
    private Tensor PushForward(Tensor vector)
    {
        Tensor[] parts = ParameterVector.Cut(vector, parameters);
        return autograd.grad([.. pulledBack], [cotangent], parts, retain_graph: true)[0];
    }
}
