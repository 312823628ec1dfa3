namespace CharRnn.Trainer;

/// <summary>How the initial weights of a training are drawn.</summary>
public enum Initialization
{
    /// <summary>
    /// Uniform in ±1/sqrt(hidden size), as PyTorch initialises recurrent and linear layers. Embeddings are uniform in ±1, because smaller
    /// ones learn more slowly at first; tied embeddings are drawn as the decoder is.
    /// </summary>
    PyTorch,

    /// <summary>All weights uniform in a range, as in char-rnn (±0.08).</summary>
    Uniform,

    /// <summary>
    /// As <see cref="PyTorch"/>, but the recurrent matrix of each gate is orthogonal (Saxe, McClelland and Ganguli, "Exact solutions to the
    /// nonlinear dynamics of learning in deep linear neural networks", 2014), and the biases are zero.
    /// </summary>
    Orthogonal,
}

/// <summary>Draws the initial weights of a training, the same for every engine.</summary>
public static class WeightInitializer
{
    /// <summary>Draws the weights, and sets the bias of an LSTM's forget gate.</summary>
    /// <param name="description">The network.</param>
    /// <param name="options">The options; initialization, initial range and forget bias are used.</param>
    /// <param name="random">The source of the random numbers.</param>
    public static Weights Draw(ModelDescription description, TrainingOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        return new Weights(description, Weights.Layout(description).Select(entry =>
        {
            bool isBias = entry.Shape.Length == 1;
            float[] data = options.Initialization == Initialization.Orthogonal && (isBias || entry.Name.Contains("rnn.weight_hh", StringComparison.Ordinal))
                ? isBias ? new float[entry.Shape[0]] : OrthogonalBlocks(entry.Shape[0] / entry.Shape[1], entry.Shape[1], random)
                : Uniform(entry.Shape.Aggregate(1, (product, size) => checked(product * size)), Range(entry.Name, description, options), random);
            if (description.Cell == Cell.Lstm && entry.Name.Contains("rnn.bias_ih", StringComparison.Ordinal))
            {
                data.AsSpan(description.HiddenSize, description.HiddenSize).Fill((float)options.ForgetBias); // gates i, f, g, o
            }

            return new WeightTensor(entry.Name, entry.Shape, data);
        }));
    }

    private static double Range(string name, ModelDescription description, TrainingOptions options) => options.Initialization switch
    {
        Initialization.Uniform => options.InitialRange,
        _ when name == "embedding.weight" && !description.Tied => 1,
        _ when name == Weights.EncoderPrefix + "embedding.weight" => 1,
        _ => 1 / Math.Sqrt(description.HiddenSize),
    };

    private static float[] Uniform(int count, double range, RandomSource random)
    {
        float[] data = new float[count];
        for (int i = 0; i < count; i++)
        {
            data[i] = (float)(((2 * random.NextDouble()) - 1) * range);
        }

        return data;
    }

    /// <returns>Blocks of [size, size], one below the other, each with orthonormal rows.</returns>
    private static float[] OrthogonalBlocks(int blocks, int size, RandomSource random)
    {
        float[] data = new float[blocks * size * size];
        for (int block = 0; block < blocks; block++)
        {
            double[][] rows = [.. Enumerable.Range(0, size).Select(_ => Gaussian(size, random))];
            for (int row = 0; row < size; row++)
            {
                Orthonormalize(rows, row);
                for (int column = 0; column < size; column++)
                {
                    data[(((block * size) + row) * size) + column] = (float)rows[row][column];
                }
            }
        }

        return data;
    }

    // Modified Gram-Schmidt in float64: removes the components along the rows above, twice for accuracy.
    private static void Orthonormalize(double[][] rows, int row)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            for (int above = 0; above < row; above++)
            {
                double overlap = Dot(rows[row], rows[above]);
                for (int i = 0; i < rows[row].Length; i++)
                {
                    rows[row][i] -= overlap * rows[above][i];
                }
            }
        }

        double norm = Math.Sqrt(Dot(rows[row], rows[row]));
        for (int i = 0; i < rows[row].Length; i++)
        {
            rows[row][i] /= norm;
        }
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    // Box and Muller.
    private static double[] Gaussian(int count, RandomSource random)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return values;
    }
}
