using System.Text.Json.Serialization;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The result of <c>charrnn novelty</c>.</summary>
/// <param name="Text">What was measured.</param>
/// <param name="Seed">The seed that it was sampled with.</param>
/// <param name="Corpus">The name of the corpus.</param>
/// <param name="TrainingCharacters">The characters of the corpus that it was compared with.</param>
/// <param name="Written">The figures of the text.</param>
/// <param name="HeldOut">Those of the part that the corpus keeps back.</param>
internal sealed record NoveltyFigures(string Text, ulong? Seed, string Corpus, int TrainingCharacters, PartFigures Written, PartFigures? HeldOut);

/// <summary>The figures of one text.</summary>
internal sealed record PartFigures(
    int Characters,
    int LongestRun,
    string? LongestRunFile,
    int? LongestRunLine,
    string? LongestRunText,
    double MedianRun,
    double MeanRun,
    [property: JsonPropertyName("share_in_runs_of_50")] double ShareInLongRuns,
    int? Lines,
    double? ShareOfLinesInCorpus,
    double? ShareOfLinesRepeated,
    IReadOnlyList<RunBin> Histogram)
{
    /// <summary>A run of this length and more is no chance.</summary>
    public const int LongRun = 50;

    /// <summary>The figures of a text.</summary>
    /// <param name="novelty">What was measured.</param>
    /// <param name="corpus">The corpus, to find the file of the longest run.</param>
    public static PartFigures Of(TextNovelty novelty, CorpusOptions corpus)
    {
        (string? File, int Line)? place = novelty.Longest is { } longest ? NoveltyCorpus.Locate(longest.CorpusLine, corpus) : null;
        return new(
            novelty.RunLengths.Count,
            novelty.Longest?.Length ?? 0,
            place?.File,
            place?.Line,
            novelty.Longest?.Text,
            novelty.Median,
            novelty.Mean,
            novelty.ShareInRunsOf(LongRun),
            novelty.Lines?.Count,
            (double?)novelty.Lines?.InCorpus / novelty.Lines?.Count,
            (double?)novelty.Lines?.Repeated / novelty.Lines?.Count,
            RunHistogram.Of(novelty.RunLengths));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoveltyFigures))]
internal sealed partial class NoveltyJson : JsonSerializerContext;
