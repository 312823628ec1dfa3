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

    /// <summary>
    /// Every recurrent matrix is the identity, so a state stays as it is until a step learns otherwise; biases are zero, and the other
    /// weights Gaussian with a standard deviation of 0.001 (Le, Jaitly and Hinton, "A Simple Way to Initialize Recurrent Networks of
    /// Rectified Linear Units", 2015). An embedding that is not tied is drawn as in <see cref="PyTorch"/>. For ReLU networks only.
    /// </summary>
    Identity,
}

/// <summary>Draws the initial weights of a training, the same for every engine.</summary>
public static class WeightInitializer
{
    private const double IdentityDeviation = 0.001; // of Le, Jaitly and Hinton

    /// <summary>Draws the weights, and sets the bias of an LSTM's forget gate.</summary>
    /// <param name="description">The network.</param>
    /// <param name="options">The options; initialization, initial range, forget bias and what is frozen are used.</param>
    /// <param name="random">The source of the random numbers.</param>
    public static Weights Draw(ModelDescription description, TrainingOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        return new Weights(description, Weights.Layout(description).Select(entry =>
        {
            float[] data = Draw(entry.Name, entry.Shape, description, options, random);
            if (options.Freeze == FrozenWeights.Recurrent && IsRecurrent(entry.Name))
            {
                Reservoir.Shape(data, options, random);
            }

            if (description.Cell == Cell.Lstm && entry.Name.Contains("rnn.bias_ih", StringComparison.Ordinal))
            {
                data.AsSpan(description.HiddenSize, description.HiddenSize).Fill((float)options.ForgetBias); // gates i, f, g, o
            }

            return new WeightTensor(entry.Name, entry.Shape, data);
        }));
    }

    /// <summary>
    /// Sets the decoder's bias to the logarithm of each token's share of a text, so that a network with a large vocabulary need not learn first how
    /// rare most words are.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="counts">[vocabulary], how often each token occurs; above 0.</param>
    internal static void SetShares(Weights weights, double[] counts)
    {
        double total = counts.Sum();
        Array.ConvertAll(counts, count => (float)Math.Log(count / total)).CopyTo(weights["decoder.bias"].Data, 0);
    }

    private static float[] Draw(string name, int[] shape, ModelDescription description, TrainingOptions options, RandomSource random)
    {
        int count = shape.Aggregate(1, (product, size) => checked(product * size));
        bool isBias = shape.Length == 1;
        bool isEmbedding = IsUntiedEmbedding(name, description);
        return options.Initialization switch
        {
            Initialization.Orthogonal or Initialization.Identity when isBias => new float[count],
            Initialization.Orthogonal when IsRecurrent(name) => OrthogonalBlocks(shape[0] / shape[1], shape[1], random),
            Initialization.Identity when IsRecurrent(name) => Identity(shape[1]),
            Initialization.Identity when !isEmbedding => [.. Gaussian(count, random).Select(value => (float)(value * IdentityDeviation))],
            _ => Uniform(count, Range(name, description, options), random),
        };
    }

    private static bool IsRecurrent(string name) => name.Contains("rnn.weight_hh", StringComparison.Ordinal);

    private static bool IsUntiedEmbedding(string name, ModelDescription description) =>
        (name == "embedding.weight" && !description.Tied) || name == Weights.EncoderPrefix + "embedding.weight";

    private static double Range(string name, ModelDescription description, TrainingOptions options) => options.Initialization switch
    {
        Initialization.Uniform => options.InitialRange,
        _ when IsUntiedEmbedding(name, description) => 1,
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

    private static float[] Identity(int size)
    {
        float[] data = new float[size * size];
        for (int i = 0; i < size; i++)
        {
            data[(i * size) + i] = 1;
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
