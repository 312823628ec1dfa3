namespace CharRnn.Trainer;

/// <summary>Draws the weights that a training starts from, the same for every engine.</summary>
public static class WeightInitializer
{
    /// <summary>
    /// Uniform in ±1/sqrt(hidden size), as PyTorch initialises LSTM and Linear; embeddings uniform in ±1, for smaller ones
    /// were seen to learn slower at the start; the forget gate's bias 1 (Jozefowicz et al., "An Empirical Exploration of Recurrent Network Architectures", 2015).
    /// </summary>
    public static Weights Draw(ModelDescription description, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(random);
        double recurrentRange = 1 / Math.Sqrt(description.HiddenSize);
        return new Weights(description, Weights.Layout(description).Select(entry =>
        {
            double range = entry.Name == "embedding.weight" ? 1 : recurrentRange;
            float[] data = new float[entry.Shape.Aggregate(1, (product, size) => checked(product * size))];
            for (int i = 0; i < data.Length; i++)
            {
                data[i] = (float)(((2 * random.NextDouble()) - 1) * range);
            }

            if (description.Cell == Cell.Lstm && entry.Name.StartsWith("rnn.bias_ih", StringComparison.Ordinal))
            {
                data.AsSpan(description.HiddenSize, description.HiddenSize).Fill(1); // gates i, f, g, o
            }

            return new WeightTensor(entry.Name, entry.Shape, data);
        }));
    }
}
