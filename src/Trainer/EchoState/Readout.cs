using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// A decoder in closed form. Ridge regression to one-hot targets estimates the probability p of each token, but a softmax needs logits.
/// With the token's share q of the text, the logit is ln q + s (p - q) / sqrt(q): at a state that tells nothing it gives the shares, and
/// the difference counts in units of its own spread. It is linear in the hidden state, so the network stays the same. The scale s is the
/// one with the least cross-entropy on a sample of the training text.
/// </summary>
/// <param name="Weight">[vocabulary, hidden], in float32.</param>
/// <param name="Bias">[vocabulary].</param>
internal sealed record Readout(Tensor Weight, Tensor Bias)
{
    private const double LargestScale = 64;
    private const int MaximumSteps = 60; // as many halvings end anywhere
    private const double Precision = 1e-9;

    /// <summary>Solves for the readout, in the caller's dispose scope.</summary>
    /// <exception cref="CharRnnException">The penalty is too small.</exception>
    public static Readout Solve(ReadoutSums sums, ReadoutSample sample, double ridge)
    {
        Tensor shares = sums.Shares();
        Tensor regression = sums.Regress(ridge) / shares.sqrt(); // [hidden + 1, vocabulary]
        int hidden = (int)regression.shape[0] - 1;
        Tensor weight = regression.narrow(0, 0, hidden);
        Tensor bias = regression[hidden].Plus(shares.sqrt(), -1);
        Tensor deviations = sample.States.to(ScalarType.Float64).matmul(weight).Plus(bias); // [positions, vocabulary]
        Tensor scale = tensor(FitScale(shares.log(), deviations, sample.Targets));
        return new Readout((weight * scale).t().contiguous().to(ScalarType.Float32), shares.log().Plus(bias * scale).to(ScalarType.Float32));
    }

    /// <summary>Returns the logits [positions, vocabulary] of hidden states [positions, hidden].</summary>
    public Tensor Decode(Tensor states) => nn.functional.linear(states, Weight, Bias);

    // The cross-entropy is convex in the scale, so its slope has one root: Newton's method, between bounds that close in.
    private static double FitScale(Tensor shares, Tensor deviations, Tensor targets)
    {
        double ofTargets = deviations.gather(1, targets.unsqueeze(1)).sum().item<double>();
        (double least, double most) = (0, LargestScale);
        double scale = 1;
        for (int i = 0; i < MaximumSteps; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor probabilities = nn.functional.softmax(shares.Plus(deviations * tensor(scale)), 1);
            Tensor weighted = probabilities * deviations;
            Tensor means = weighted.sum(1);
            double slope = means.sum().item<double>() - ofTargets;
            double curvature = (weighted * deviations).sum().item<double>() - means.dot(means).item<double>();
            (least, most) = slope < 0 ? (scale, most) : (least, scale);
            double next = scale - (slope / curvature);
            next = next > least && next < most ? next : (least + most) / 2;
            if (Math.Abs(next - scale) <= Precision * next)
            {
                return next;
            }

            scale = next;
        }

        return scale;
    }
}
