using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// Hessian-free optimisation (Martens, 2010; Martens and Sutskever, "Learning Recurrent Neural Networks with Hessian-Free Optimization",
/// 2011): each step minimises a quadratic model of its batch's loss by conjugate gradients. The model is damped by the squared length of the
/// step and the squared change of the hidden states (structural damping), more as the last step did worse than the model said, less as it did
/// better. There is no preconditioner. The arithmetic is in float64, in a second network beside the one that is trained.
/// </summary>
internal sealed class HessianFreeLearning : ILearningMethod
{
    /// <summary>The largest number of parameters. Each takes some 30 numbers of float64.</summary>
    public const int MaximumParameters = 1_000_000;

    private const double FirstDamping = 0.1;
    private const double DampingFactor = 2.0 / 3;
    private const double StartDecay = 0.95; // of the last step, from which conjugate gradients start
    private const double SufficientDecrease = 0.01;
    private const double Shortening = 0.8;
    private const int MaximumShortenings = 40;

    private readonly TorchNetwork network;
    private readonly CharRnnModule twin;
    private readonly Parameter[] parameters; // of the twin
    private Tensor lastStep;
    private double damping = FirstDamping;

    public HessianFreeLearning(TorchNetwork network)
    {
        this.network = network;
        twin = new CharRnnModule(network.Description);
        twin.to(ScalarType.Float64);
        parameters = [.. twin.parameters()];
        lastStep = zeros(network.Parameters.Count, dtype: ScalarType.Float64).DetachFromDisposeScope();
    }

    public StepResult Step(Batch batch, ref CarriedState? carried, double learningRate, double ownProbability)
    {
        using Tensor start = tensor(network.Parameters.Pack(network.Parameters.Values)).to(ScalarType.Float64);
        ParameterVector.Set(parameters, start);
        network.StartFrom(batch, ref carried);
        DampedBatch damped = new(network, twin, batch, carried, damping);
        IReadOnlyList<(Tensor Point, double Value)> points = ConjugateGradients.Minimize(damped.Multiply, damped.Curvature.Gradient, lastStep.clone().Scale(StartDecay));
        ((Tensor step, double expected), double loss) = GoBack(points, damped, start);
        Damp((loss - damped.Curvature.Loss) / expected);
        double length = Shorten(step, loss, damped, start);
        Keep(points[^1].Point);
        network.Parameters.Unpack(start.AddScaled(step, length).to(ScalarType.Float32).data<float>().ToArray(), network.Parameters.Values);
        carried.Dispose();
        carried = damped.StateAfter;
        return new StepResult(damped.Curvature.Loss, damped.Curvature.Gradient.norm().item<double>());
    }

    public void Complete()
    {
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(damping);
        BinaryArrays.Write(writer, lastStep.data<double>().ToArray());
    }

    public void Load(BinaryReader reader)
    {
        damping = reader.ReadDouble();
        if (!(damping > 0 && double.IsFinite(damping)))
        {
            throw new InvalidDataException($"the damping is {damping}; must be above 0.");
        }

        Keep(tensor(BinaryArrays.ReadDoubles(reader, network.Parameters.Count)).clone());
    }

    public void Dispose()
    {
        lastStep.Dispose();
        twin.Dispose();
    }

    /// <summary>Goes back along the points while the loss falls: the model is of the batch's neighbourhood, and the last point can be too far.</summary>
    private static ((Tensor Step, double Expected) Best, double Loss) GoBack(IReadOnlyList<(Tensor Point, double Value)> points, DampedBatch damped, Tensor start)
    {
        int best = points.Count - 1;
        double loss = damped.LossAt(start, points[best].Point, 1);
        for (int i = best - 1; i >= 0; i--)
        {
            double earlier = damped.LossAt(start, points[i].Point, 1);
            if (!(earlier < loss) && double.IsFinite(loss))
            {
                break;
            }

            (best, loss) = (i, earlier);
        }

        return (points[best], loss);
    }

    // The rule of Levenberg and Marquardt, by the ratio of what the step brought and what the model said.
    private void Damp(double ratio) => damping *= ratio switch
    {
        > 0.75 => DampingFactor,
        >= 0.25 => 1,
        _ => 1 / DampingFactor, // NaN too
    };

    private static double Shorten(Tensor step, double loss, DampedBatch damped, Tensor start)
    {
        double slope = Math.Min(0, damped.Curvature.Gradient.dot(step).item<double>());
        double length = 1;
        for (int i = 0; i < MaximumShortenings; i++)
        {
            if (loss <= damped.Curvature.Loss + (SufficientDecrease * length * slope))
            {
                return length;
            }

            length *= Shortening;
            loss = damped.LossAt(start, step, length);
        }

        return 0;
    }

    private void Keep(Tensor step)
    {
        lastStep.Dispose();
        lastStep = step.DetachFromDisposeScope();
    }
}
