using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Benchmarks;

/// <summary>
/// The same network in TorchSharp alone, with its modules and its Adam, as its documentation shows it. Beside it our own part of a step
/// can be seen. Its batches are tensors from the start.
/// </summary>
internal sealed class BareTorchSharp : IDisposable
{
    private const double MaxGradientNorm = 5;

    private readonly int vocabulary;
    private readonly int batch;
    private readonly int sequence;
    private readonly Embedding embedding;
    private readonly LSTM lstm;
    private readonly Linear decoder;
    private readonly Parameter[] parameters;
    private readonly optim.Optimizer adam;
    private Tensor hidden;
    private Tensor cell;

    public BareTorchSharp(ModelDescription description, int batch, int sequence, double learningRate)
    {
        (vocabulary, this.batch, this.sequence) = (description.VocabularySize, batch, sequence);
        embedding = nn.Embedding(vocabulary, description.EmbeddingSize);
        lstm = nn.LSTM(description.EmbeddingSize, description.HiddenSize, description.Layers, batchFirst: true);
        decoder = nn.Linear(description.HiddenSize, vocabulary);
        parameters = [.. embedding.parameters(), .. lstm.parameters(), .. decoder.parameters()];
        adam = optim.Adam(parameters, learningRate);
        hidden = zeros(description.Layers, batch, description.HiddenSize);
        cell = zeros(description.Layers, batch, description.HiddenSize);
    }

    /// <returns>Characters trained on a second.</returns>
    public double Train(int steps, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Step();
        }

        return steps * batch * sequence / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        hidden.Dispose();
        cell.Dispose();
        adam.Dispose();
        decoder.Dispose();
        lstm.Dispose();
        embedding.Dispose();
    }

    private void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = randint(0, vocabulary, [batch, sequence + 1], dtype: int64);
        (Tensor outputs, Tensor hiddenAfter, Tensor cellAfter) = lstm.call(embedding.call(ids[TensorIndex.Colon, ..^1]), (hidden, cell));
        Tensor logits = decoder.call(outputs);
        Tensor loss = nn.functional.cross_entropy(logits.reshape(-1, vocabulary), ids[TensorIndex.Colon, 1..].reshape(-1));
        adam.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(parameters, MaxGradientNorm);
        adam.step();
        hidden.Dispose();
        cell.Dispose();
        hidden = hiddenAfter.detach().DetachFromDisposeScope();
        cell = cellAfter.detach().DetachFromDisposeScope();
        loss.item<float>();
    }
}
