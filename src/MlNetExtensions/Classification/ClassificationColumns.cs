using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes the columns that a classification transformer adds, with the names of ML.NET's own classifiers.</summary>
internal static class ClassificationColumns
{
    public const string PredictedLabel = "PredictedLabel";

    private const string Score = "Score";
    private const string Probability = "Probability";

    /// <exception cref="InvalidModelException">The model does not label whole texts.</exception>
    public static IReadOnlyList<ResultColumn<TextClass>> Of(CharRnnModel model) =>
    [
        new(
            new DataViewSchema.DetachedColumn(PredictedLabel, TextDataViewType.Instance),
            current => new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = current().Label.AsMemory())),
        SlotColumn.Of<TextClass>(Score, [.. new TextClassifier(model).Classes], (found, slots) =>
        {
            for (int id = 0; id < slots.Length; id++)
            {
                slots[id] = found.Probabilities[id];
            }
        }),
        new(
            new DataViewSchema.DetachedColumn(Probability, NumberDataViewType.Single),
            current => new ValueGetter<float>((ref float value) => value = current().Probability)),
    ];
}
