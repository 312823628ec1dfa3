namespace CharRnn.Integration.Tests;

/// <summary>The network one number at a time, in float64, written from the equations of torch.nn.LSTM, GRU and RNN.</summary>
/// <param name="file">The weights.</param>
/// <param name="prefix">What the names of the recurrent layers and the embedding begin with.</param>
internal sealed class NaiveNetwork(WeightsFile file, string prefix = "")
{
    private readonly ModelDescription description = file.Metadata.Description;

    /// <summary>Reads the ids of one text from a state, which it moves on.</summary>
    /// <returns>Logits [ids, vocabulary].</returns>
    public double[][] Read(int[] ids, double[][] hidden, double[][] cell) => [.. ids.Select(id => Step(id, hidden, cell))];

    private double[] Step(int id, double[][] hidden, double[][] cell)
    {
        double[] input = description.EmbeddingSize > 0
            ? Row(file.Weights[prefix + "embedding.weight"], id)
            : [.. Enumerable.Range(0, description.VocabularySize).Select(other => other == id ? 1.0 : 0.0)];
        for (int layer = 0; layer < description.Layers; layer++)
        {
            double[] fromInput = Affine($"{prefix}rnn.weight_ih_l{layer}", $"{prefix}rnn.bias_ih_l{layer}", input);
            double[] fromHidden = Affine($"{prefix}rnn.weight_hh_l{layer}", $"{prefix}rnn.bias_hh_l{layer}", hidden[layer]);
            if (description.Cell == Cell.Jordan)
            {
                return StepOfJordan(fromInput, fromHidden, hidden);
            }

            for (int unit = 0; unit < description.HiddenSize; unit++)
            {
                hidden[layer][unit] = Unit(fromInput, fromHidden, unit, hidden[layer], cell[layer]);
            }

            input = [.. hidden[layer]];
        }

        return Decode(input);
    }

    // The state is the output: a softmax of the logits.
    private double[] StepOfJordan(double[] fromInput, double[] fromOutput, double[][] state)
    {
        double[] logits = Decode([.. fromInput.Zip(fromOutput, (one, other) => Math.Tanh(one + other))]);
        double sum = logits.Sum(Math.Exp);
        state[0] = Array.ConvertAll(logits, logit => Math.Exp(logit) / sum);
        return logits;
    }

    private double[] Decode(double[] hidden) => Affine(description.Tied ? "embedding.weight" : "decoder.weight", "decoder.bias", hidden);

    private double Unit(double[] fromInput, double[] fromHidden, int unit, double[] hidden, double[] cell)
    {
        switch (description.Cell)
        {
            case Cell.Lstm:
                double candidate = Math.Tanh(Sum(2));
                cell[unit] = (Sigmoid(Sum(1)) * cell[unit]) + (Sigmoid(Sum(0)) * candidate);
                return Sigmoid(Sum(3)) * Math.Tanh(cell[unit]);
            case Cell.Gru:
                double update = Sigmoid(Sum(1));
                double fresh = Math.Tanh(fromInput[At(2)] + (Sigmoid(Sum(0)) * fromHidden[At(2)]));
                return ((1 - update) * fresh) + (update * hidden[unit]);
            default:
                return description.Nonlinearity == Nonlinearity.Relu ? Math.Max(0, Sum(0)) : Math.Tanh(Sum(0));
        }

        int At(int gate) => (gate * description.HiddenSize) + unit;
        double Sum(int gate) => fromInput[At(gate)] + fromHidden[At(gate)];
    }

    private double[] Affine(string weight, string bias, double[] input)
    {
        WeightTensor matrix = file.Weights[weight];
        float[] offset = file.Weights[bias].Data;
        return [.. Enumerable.Range(0, matrix.Shape[0]).Select(row => offset[row] + Row(matrix, row).Zip(input, (one, other) => one * other).Sum())];
    }

    private static double[] Row(WeightTensor matrix, int row) =>
        Array.ConvertAll(matrix.Data[(row * matrix.Shape[1])..((row + 1) * matrix.Shape[1])], value => (double)value);

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
