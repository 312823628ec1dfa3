namespace CharRnn.Export;

/// <summary>
/// PyTorch and ONNX stack the same gate matrices in different orders, and this type converts between them. LSTM: i, f, g, o in
/// PyTorch (torch.nn.LSTM) is i, o, f, c in ONNX (operator LSTM). GRU: r, z, n is z, r, h. A plain RNN has one gate.
/// </summary>
internal static class GateOrder
{
    private static readonly int[] Lstm = [0, 3, 1, 2];
    private static readonly int[] Gru = [1, 0, 2];
    private static readonly int[] Rnn = [0];

    /// <summary>Reorders the gates of a matrix or a bias.</summary>
    /// <param name="cell">The recurrent cell.</param>
    /// <param name="tensor">[gates * hidden, columns] or [gates * hidden], in the order of PyTorch.</param>
    /// <returns>The same values in the order of ONNX.</returns>
    public static float[] ToOnnx(Cell cell, WeightTensor tensor)
    {
        int[] order = cell switch
        {
            Cell.Lstm => Lstm,
            Cell.Gru => Gru,
            _ => Rnn,
        };
        int block = tensor.Data.Length / order.Length;
        float[] reordered = new float[tensor.Data.Length];
        for (int gate = 0; gate < order.Length; gate++)
        {
            tensor.Data.AsSpan(order[gate] * block, block).CopyTo(reordered.AsSpan(gate * block));
        }

        return reordered;
    }
}
