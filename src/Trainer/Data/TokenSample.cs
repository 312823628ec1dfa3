namespace CharRnn.Trainer;

/// <summary>Tokens that stand for the whole vocabulary in the loss of one step.</summary>
/// <param name="Ids">The tokens' ids, ascending.</param>
/// <param name="LogProbabilities">[vocabulary], the natural logarithm of the probability with which each token is drawn.</param>
internal sealed record TokenSample(int[] Ids, float[] LogProbabilities);
