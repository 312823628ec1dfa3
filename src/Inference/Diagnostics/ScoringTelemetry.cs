using System.Diagnostics.Metrics;

namespace CharRnn.Inference;

/// <summary>What scorers, embedders and answerers measure.</summary>
internal static class ScoringTelemetry
{
    public static Counter<long> ScoredTexts { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.texts", "{text}", "Texts that the model read to score, embed, answer or label them, also in ML.NET.");

    public static Counter<long> RepeatedTexts { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.repeated_texts", "{text}", "Texts that repeat another one of the same look-ahead, so that the model does not read them.");

    public static Counter<long> ScoredCharacters { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.characters", "{character}", "Characters in these texts.");

    public static Counter<long> UnknownCharacters { get; } = CharRnnTelemetry.Meter.CreateCounter<long>("charrnn.scored.unknown_characters", "{character}", "Characters in these texts that are not in the vocabulary.");

    public static Histogram<double> TimePerScoredBatch { get; } = CharRnnTelemetry.Seconds("charrnn.time_per_scored_batch", "Scoring, embedding, answering or labelling one batch of texts.", 0.0001, 50);

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
    /// <param name="texts">Its texts.</param>
    /// <param name="characters">Their characters.</param>
    /// <param name="unknown">Those that are not in the vocabulary.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Record(KeyValuePair<string, object?> tag, int texts, long characters, long unknown, TimeSpan elapsed)
    {
        ScoredTexts.Add(texts, tag);
        ScoredCharacters.Add(characters, tag);
        UnknownCharacters.Add(unknown, tag);
        TimePerScoredBatch.Record(elapsed.TotalSeconds, tag);
    }
}
