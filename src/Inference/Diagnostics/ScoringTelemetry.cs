namespace CharRnn.Inference;

/// <summary>What is measured of scoring.</summary>
internal static class ScoringTelemetry
{
    /// <summary>Records one batch.</summary>
    /// <param name="tag">The model's.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Record(KeyValuePair<string, object?> tag, IReadOnlyCollection<SentenceScore> scores, TimeSpan elapsed)
    {
        CharRnnTelemetry.ScoredTexts.Add(scores.Count, tag);
        CharRnnTelemetry.ScoredCharacters.Add(scores.Sum(score => (long)score.CharacterCount), tag);
        CharRnnTelemetry.UnknownCharacters.Add(scores.Sum(score => (long)score.UnknownCount), tag);
        CharRnnTelemetry.TimePerScoredBatch.Record(elapsed.TotalSeconds, tag);
    }
}
