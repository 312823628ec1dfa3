using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes the columns that a tagging transformer adds: vectors with a slot for each character of the text.</summary>
internal static class TaggingColumns
{
    public const string PredictedLabel = "PredictedLabel";

    private const string Probability = "Probability";

    public static IReadOnlyList<ResultColumn<TextTags>> All { get; } =
    [
        Vector(PredictedLabel, TextDataViewType.Instance, tags => tags.Labels.Select(label => label.AsMemory())),
        Vector(Probability, NumberDataViewType.Single, tags => tags.Probabilities),
    ];

    private static ResultColumn<TextTags> Vector<T>(string name, PrimitiveDataViewType itemType, Func<TextTags, IEnumerable<T>> items) => new(
        new DataViewSchema.DetachedColumn(name, new VectorDataViewType(itemType)),
        current => new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) => SlotColumn.Fill(ref value, [.. items(current())])));
}
