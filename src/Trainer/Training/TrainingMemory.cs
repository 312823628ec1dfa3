namespace CharRnn.Trainer;

/// <summary>Estimates the memory of a training, which a large vocabulary makes large, before any is allocated.</summary>
internal static class TrainingMemory
{
    // Of gradient descent, in float32: weights, gradients and two states of the optimizer; logits, log-probabilities and gradients; in a
    // validation logits and log-probabilities, of all tokens even if a step has a sample.
    private const int CopiesOfWeights = 4;
    private const int CopiesOfLogits = 3;
    private const int CopiesInValidation = 2;

    // Of Hessian-free optimization, in float64: the points of the conjugate gradients; what their graphs keep.
    private const int CopiesOfVectors = 30;
    private const int CopiesInGraphs = 8;

    // Of an echo state network, in float64: the sums, what is solved from them, and a checkpoint; the probabilities of the sample.
    private const int CopiesOfSums = 8;
    private const int CopiesOfSample = 6;

    /// <summary>Checks that a training fits.</summary>
    /// <param name="description">The network.</param>
    /// <param name="options">The options; batch size, sequence length and device are used.</param>
    /// <param name="available">The memory of the machine, in bytes.</param>
    /// <exception cref="InvalidOptionsException">It does not.</exception>
    public static void Check(ModelDescription description, TrainingOptions options, long available)
    {
        double needed = Estimate(description, options);
        if (needed > available && !options.Device.StartsWith("cuda", StringComparison.Ordinal))
        {
            throw new InvalidOptionsException(
                $"The training needs about {needed / 1e9:N1} GB and the machine has {available / 1e9:N1} GB: a vocabulary of {description.VocabularySize} tokens, BatchSize {options.BatchSize} and SequenceLength {options.SequenceLength}; lower one of them");
        }
    }

    /// <summary>Returns about how many bytes a training takes at least.</summary>
    public static double Estimate(ModelDescription description, TrainingOptions options)
    {
        double weights = Weights.CountParameters(description);
        double positions = (double)options.BatchSize * options.SequenceLength;
        double logits = positions * description.VocabularySize;
        return options switch
        {
            { Freeze: FrozenWeights.Recurrent } => (sizeof(double) * OfRegression(description)) + (sizeof(float) * CopiesOfLogits * logits),
            { Optimizer: OptimizerKind.HessianFree } => sizeof(double) * ((CopiesOfVectors * weights) + (CopiesInGraphs * logits)),
            { SampledSoftmax: > 0 } => sizeof(float) * ((CopiesOfWeights * weights) + Math.Max(CopiesOfLogits * positions * options.SampledSoftmax, CopiesInValidation * logits)),
            _ => sizeof(float) * ((CopiesOfWeights * weights) + (CopiesOfLogits * logits)),
        };
    }

    private static double OfRegression(ModelDescription description)
    {
        double width = description.HiddenSize + 1.0;
        double sample = (double)ReadoutSample.MaximumCount * description.VocabularySize;
        return (CopiesOfSums * width * (width + description.VocabularySize)) + (CopiesOfSample * sample);
    }
}
