using System.Numerics;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// Learns the decoder of an echo state network: each step adds its batch to the sums, and the readout is solved from them whenever the
/// weights are asked for (Jaeger, 2001; Lukosevicius, "A Practical Guide to Applying Echo State Networks", 2012).
/// </summary>
internal sealed class EchoStateLearning(TorchNetwork network, TrainingOptions options) : ILearningMethod
{
    private readonly ReadoutSums sums = new(network.Description.HiddenSize, network.Description.OutputSize);
    private readonly ReadoutSample sample = new(network.Description.HiddenSize);
    private Readout reported = Keep(new Readout(zeros(network.Description.OutputSize, network.Description.HiddenSize), zeros(network.Description.OutputSize)));
    private long steps;
    private bool isComplete = true;

    /// <returns>The loss is that of the readout before the step, which is renewed at steps 1, 2, 4, 8 and so on. There is no gradient.</returns>
    public StepResult Step(Batch batch, ref CarriedState? carried, double learningRate, double ownProbability)
    {
        using IDisposable withoutGradients = no_grad();
        Tensor targets = tensor(Array.ConvertAll(batch.Targets, id => (long)id));
        Tensor counted = targets.ne(tensor((long)Batch.Padding)).nonzero().squeeze(1);
        Tensor states = network.ReadStates(batch, ref carried).cpu().reshape(-1, network.Description.HiddenSize).index_select(0, counted);
        targets = targets.index_select(0, counted);
        double loss = nn.functional.cross_entropy(reported.Decode(states), targets).item<float>();
        if (!double.IsFinite(loss))
        {
            throw new CharRnnException($"The states of the network are not finite with a spectral radius of {options.SpectralRadius}. Train with a smaller one.");
        }

        sums.Add(states, targets);
        sample.Add(states, targets);
        (steps, isComplete) = (steps + 1, false);
        if (BitOperations.IsPow2(steps))
        {
            Report(Readout.Solve(sums, sample, options.Ridge));
        }

        return new StepResult(loss, 0);
    }

    public void Complete()
    {
        if (!isComplete)
        {
            using IDisposable withoutGradients = no_grad();
            Readout readout = Readout.Solve(sums, sample, options.Ridge);
            network.SetDecoder(readout.Weight, readout.Bias);
            isComplete = true;
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(steps);
        sums.Save(writer);
        sample.Save(writer);
        BinaryArrays.Write(writer, reported.Weight.data<float>().ToArray());
        BinaryArrays.Write(writer, reported.Bias.data<float>().ToArray());
    }

    public void Load(BinaryReader reader)
    {
        steps = reader.ReadInt64();
        sums.Load(reader);
        sample.Load(reader, network.Description.OutputSize);
        Report(new Readout(Read(reported.Weight), Read(reported.Bias)));
        isComplete = true; // the weights beside this state are those of these sums

        Tensor Read(Tensor like) => tensor(BinaryArrays.ReadFloats(reader, checked((int)like.numel())), like.shape).clone();
    }

    public void Dispose()
    {
        sums.Dispose();
        sample.Dispose();
        reported.Weight.Dispose();
        reported.Bias.Dispose();
    }

    private void Report(Readout readout)
    {
        reported.Weight.Dispose();
        reported.Bias.Dispose();
        reported = Keep(readout);
    }

    private static Readout Keep(Readout readout) => new(readout.Weight.DetachFromDisposeScope(), readout.Bias.DetachFromDisposeScope());
}
