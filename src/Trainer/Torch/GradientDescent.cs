using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Learns by the gradient of each batch: truncated back-propagation through time, clipping, and a step of an optimiser.</summary>
internal sealed class GradientDescent : ILearningMethod
{
    private readonly TorchNetwork network;
    private readonly bool drawsOnGpu; // dropout's masks
    private readonly Optimizer optimizer;
    private readonly GradientClipping clipping;
    private readonly Sampler sampler;
    private RandomSource ownTokens; // of scheduled sampling

    public GradientDescent(TorchNetwork network, TrainingOptions options)
    {
        this.network = network;
        drawsOnGpu = network.Device.type != DeviceType.CPU && options.HasDropout;
        optimizer = Optimizer.Create(network.Parameters, options);
        clipping = new GradientClipping(options.ClipNorm, options.MaxGradientValue);
        sampler = new Sampler(network.Description.VocabularySize, new SamplingOptions());
        ownTokens = new RandomSource(options.Seed);
    }

    public StepResult Step(Batch batch, ref CarriedState? carried, double learningRate, double ownProbability)
    {
        network.Module.train();
        if (drawsOnGpu)
        {
            TorchRandom.Renew();
        }

        Tensor loss = ownProbability > 0 ? ForwardOnOwnTokens(batch, ref carried, ownProbability)
            : batch.Sample is { } sample ? network.SampledLoss(batch, sample, ref carried)
            : network.Forward(batch, ref carried).Loss;
        Tensor gradients = network.Parameters.Gradients;
        gradients.zero_();
        loss.backward();
        double gradientNorm = clipping.Apply(gradients);
        optimizer.Step(learningRate);
        return new StepResult(loss.item<float>(), gradientNorm);
    }

    public void Complete()
    {
    }

    public void Save(BinaryWriter writer)
    {
        optimizer.Save(writer);
        TorchRandom.Save(writer);
        RandomState own = ownTokens.State;
        Array.ForEach([own.S0, own.S1, own.S2, own.S3], writer.Write);
    }

    public void Load(BinaryReader reader)
    {
        optimizer.Load(reader);
        TorchRandom.Load(reader);
        ownTokens = new RandomSource(new RandomState(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64()));
    }

    public void Dispose() => optimizer.Dispose();

    /// <summary>As <see cref="TorchNetwork.Forward"/>, but one column at a time. Each input after the first of a row is, with the given probability, the network's own prediction.</summary>
    private Tensor ForwardOnOwnTokens(Batch batch, ref CarriedState? carried, double ownProbability)
    {
        network.StartFrom(batch, ref carried);
        (Tensor hidden, Tensor? cell) = (carried.Hidden, carried.Cell);
        int vocabulary = network.Description.VocabularySize;
        int[] inputs = new int[batch.BatchSize];
        Tensor[] logits = new Tensor[batch.SequenceLength];
        for (int column = 0; column < logits.Length; column++)
        {
            float[] predicted = column == 0 ? [] : logits[column - 1].detach().cpu().data<float>().ToArray();
            for (int row = 0; row < inputs.Length; row++)
            {
                bool isOwn = column > 0 && ownTokens.NextDouble() < ownProbability;
                inputs[row] = isOwn
                    ? sampler.Choose(predicted.AsSpan(row * vocabulary, vocabulary), ownTokens.NextDouble())
                    : batch.Inputs[(row * batch.SequenceLength) + column];
            }

            (logits[column], hidden, cell) = network.Module.forward(network.Ids(inputs).reshape(inputs.Length, 1), hidden, cell);
        }

        carried.Dispose();
        carried = CarriedState.Detached(hidden, cell);
        return network.Loss(cat(logits, 1), batch);
    }
}
