namespace CharRnn.Inference;

/// <summary>The recurrent state of a batch of texts: hidden state and (LSTM) cell state, each [layers x directions, batch, state size], row-major.</summary>
internal sealed class RecurrentState
{
    private readonly int layers;
    private readonly int width;

    /// <summary>The zero state, before any text.</summary>
    public RecurrentState(ModelDescription description, int batchSize)
    {
        (layers, width) = (description.StateCount, description.StateSize);
        BatchSize = batchSize;
        Shape = [layers, batchSize, width];
        int length = layers * batchSize * width;
        Parts = Array.ConvertAll(ModelSignature.StateNames(description), _ => new float[length]);
    }

    public int BatchSize { get; }

    public long[] Shape { get; }

    /// <summary>One array for each part, in the order of <see cref="ModelSignature.StateNames"/>.</summary>
    public IReadOnlyList<float[]> Parts { get; }

    /// <summary>Resets all texts to the zero state.</summary>
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

    /// <summary>Copies one text's state.</summary>
    public void CopyRow(int row, RecurrentState other, int otherRow)
    {
        for (int i = 0; i < Parts.Count; i++)
        {
            for (int layer = 0; layer < layers; layer++)
            {
                other.Row(i, layer, otherRow).CopyTo(Row(i, layer, row));
            }
        }
    }

    /// <summary>Resets one text to the zero state.</summary>
    public void ClearRow(int row)
    {
        for (int i = 0; i < Parts.Count; i++)
        {
            for (int layer = 0; layer < layers; layer++)
            {
                Row(i, layer, row).Clear();
            }
        }
    }

    private Span<float> Row(int part, int layer, int row) => Parts[part].AsSpan(((layer * BatchSize) + row) * width, width);
}
