namespace CharRnn.Inference;

/// <summary>The recurrent state of some texts: hidden state and (LSTM) cell state, each [layers, batch, hidden], row-major.</summary>
internal sealed class RecurrentState
{
    /// <summary>The zero state, before any text.</summary>
    public RecurrentState(ModelDescription description, int batchSize)
    {
        BatchSize = batchSize;
        Shape = [description.Layers, batchSize, description.HiddenSize];
        int length = description.Layers * batchSize * description.HiddenSize;
        Parts = [.. ModelSignature.StateNames(description).Select(_ => new float[length])];
    }

    public int BatchSize { get; }

    public long[] Shape { get; }

    /// <summary>One array a part, in the order of <see cref="ModelSignature.StateNames"/>.</summary>
    public IReadOnlyList<float[]> Parts { get; }

    /// <summary>Back to before any text.</summary>
    public void Clear()
    {
        foreach (float[] part in Parts)
        {
            Array.Clear(part);
        }
    }

    public void CopyFrom(RecurrentState other)
    {
        for (int i = 0; i < Parts.Count; i++)
        {
            other.Parts[i].CopyTo(Parts[i], 0);
        }
    }
}
