using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// Minimises the quadratic q(x) = x^T A x / 2 + g^T x by conjugate gradients, and stops by the rule of Martens, "Deep learning via
/// Hessian-free optimization", 2010: when the last tenth of the iterations, at least ten, brought less than 0.0005 of q each.
/// </summary>
internal static class ConjugateGradients
{
    /// <summary>The largest number of iterations, and so of products, but one.</summary>
    public const int MaximumIterations = 100;

    private const double LeastProgress = 0.0005;
    private const double Growth = 1.3; // of the number of iterations between the points that are returned

    /// <summary>Minimises in the caller's dispose scope.</summary>
    /// <param name="multiply">Returns A x.</param>
    /// <param name="gradient">g.</param>
    /// <param name="start">The first x.</param>
    /// <returns>Points on the way, the last one best, with their values of q.</returns>
    public static IReadOnlyList<(Tensor Point, double Value)> Minimize(Func<Tensor, Tensor> multiply, Tensor gradient, Tensor start)
    {
        Tensor point = start.clone();
        Tensor residual = multiply(point).AddScaled(gradient, 1); // A x + g
        Tensor direction = residual.neg();
        double norm = Dot(residual, residual);
        List<double> values = [Value()];
        List<(Tensor, double)> points = [];
        double next = 1;
        for (int i = 1; i <= MaximumIterations && norm > 0; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor product = multiply(direction);
            double step = norm / Dot(direction, product);
            if (!double.IsFinite(step) || step <= 0)
            {
                break; // rounding: nothing is left to gain in this direction
            }

            point.AddScaled(direction, step);
            residual.AddScaled(product, step);
            double newNorm = Dot(residual, residual);
            direction.Scale(newNorm / norm).AddScaled(residual, -1);
            norm = newNorm;
            values.Add(Value());
            bool isLast = i == MaximumIterations || HasConverged(values);
            if (i >= next || isLast)
            {
                points.Add((point.clone().MoveToOuterDisposeScope(), values[^1]));
                next = Math.Ceiling(next * Growth);
            }

            if (isLast)
            {
                break;
            }
        }

        return points.Count > 0 ? points : [(point, values[^1])];

        // q = (x^T (A x + g) + g^T x) / 2
        double Value() => (Dot(point, residual) + Dot(point, gradient)) / 2;
    }

    private static bool HasConverged(List<double> values)
    {
        int iterations = values.Count - 1;
        int window = Math.Max(10, iterations / 10);
        return iterations > window && values[^1] < 0 && (values[^1] - values[^(window + 1)]) / values[^1] < window * LeastProgress;
    }

    private static double Dot(Tensor left, Tensor right)
    {
        using Tensor product = left.dot(right);
        return product.item<double>();
    }
}
