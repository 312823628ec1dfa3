namespace CharRnn.Trainer;

/// <summary>Tokens that stand for the whole vocabulary in the loss of one step.</summary>
/// <param name="Ids">The tokens' ids, ascending.</param>
/// <param name="LogProbabilities">The natural logarithm of the probability with which each of them was drawn.</param>
internal sealed record TokenSample(int[] Ids, float[] LogProbabilities);
