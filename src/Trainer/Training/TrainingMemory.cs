namespace CharRnn.Trainer;

/// <summary>Estimates the memory of a training, which a large vocabulary makes large, before any is allocated.</summary>
internal static class TrainingMemory
{
    private const int CopiesOfWeights = 4; // weights, gradients and two states of the optimizer
    private const int CopiesOfLogits = 3; // logits, log-probabilities and gradients
    private const int CopiesInValidation = 2; // logits and log-probabilities, of all tokens even if a step has a sample

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
        double logitsOfStep = CopiesOfLogits * (options.SampledSoftmax > 0 ? options.SampledSoftmax : description.VocabularySize);
        double logits = Math.Max(logitsOfStep, CopiesInValidation * description.VocabularySize) * options.BatchSize * options.SequenceLength;
        return sizeof(float) * (logits + ((double)CopiesOfWeights * Weights.CountParameters(description)));
    }
}
