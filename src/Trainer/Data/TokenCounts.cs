namespace CharRnn.Trainer;

/// <summary>Counts the tokens of a text.</summary>
internal static class TokenCounts
{
    /// <returns>[vocabulary], how often each token occurs, and once more, so that none has a share of 0.</returns>
    public static double[] Of(IdSequence text, int vocabularySize)
    {
        double[] counts = new double[vocabularySize];
        counts.AsSpan().Fill(1);
        for (int i = 0; i < text.Length; i++)
        {
            counts[text[i]]++;
        }

        return counts;
    }
}
