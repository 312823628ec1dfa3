using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes the columns that a detector adds, with the names, types and annotations of ML.NET's own anomaly detectors.</summary>
internal static class UnlikelyTextColumns
{
    public const string Score = "Score";

    public const string PredictedLabel = "PredictedLabel";

    public static IReadOnlyList<ResultColumn<SentenceScore>> Of(UnlikelyTextOptions options, Func<float> threshold)
    {
        float emptyTextBits = options.EmptyTextBitsPerCharacter;
        List<ResultColumn<SentenceScore>> columns =
        [
            new(
                Column(PredictedLabel, BooleanDataViewType.Instance),
                current => new ValueGetter<bool>((ref bool value) => value = ScoreOf(current(), emptyTextBits) > threshold())),
            new(
                Column(Score, NumberDataViewType.Single),
                current => new ValueGetter<float>((ref float value) => value = ScoreOf(current(), emptyTextBits))),
        ];
        if (options.SurprisalColumnName is { } surprisals)
        {
            columns.Add(LikelihoodColumns.Surprisals(surprisals));
        }

        return columns;
    }

    private static float ScoreOf(SentenceScore score, float emptyTextBits) => (float)(score.BitsPerCharacter ?? emptyTextBits);

    private static DataViewSchema.DetachedColumn Column(string name, DataViewType type)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        Add(SchemaShapes.ScoreColumnKind, "AnomalyDetection");
        Add(SchemaShapes.ScoreValueKind, name);
        return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());

        void Add(string kind, string value) =>
            annotations.Add(kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> text) => text = value.AsMemory());
    }
}
