using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>What scorers measure.</summary>
internal static class ScoringTelemetry
{
    public static Counter<long> ScoredTexts { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.texts", "{text}", "Texts that the model read to score them, by scorers and ML.NET.");

    public static Counter<long> RepeatedTexts { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.repeated_texts", "{text}", "Further texts that were equal to one of those in the same look-ahead, so that the model did not read them.");

    public static Counter<long> ScoredCharacters { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.characters", "{character}", "Characters in scored texts.");

    public static Counter<long> UnknownCharacters { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.unknown_characters", "{character}", "Characters in scored texts that are not in the vocabulary.");

    public static Histogram<double> TimePerScoredBatch { get; } = CharRnnTelemetry.Seconds("charrnn.time_per_scored_batch", "Scoring one batch of texts.", 0.0001, 50);

    /// <summary>Records what a look-ahead saved.</summary>
    public static void RecordRepeated(KeyValuePair<string, object?> tag, int count)
    {
        if (count > 0)
        {
            RepeatedTexts.Add(count, tag);
        }
    }

    /// <summary>Records one batch.</summary>
    /// <param name="tag">The model's.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Record(KeyValuePair<string, object?> tag, IReadOnlyCollection<SentenceScore> scores, TimeSpan elapsed)
    {
        ScoredTexts.Add(scores.Count, tag);
        ScoredCharacters.Add(scores.Sum(score => (long)score.CharacterCount), tag);
        UnknownCharacters.Add(scores.Sum(score => (long)score.UnknownCount), tag);
        TimePerScoredBatch.Record(elapsed.TotalSeconds, tag);
    }
}
