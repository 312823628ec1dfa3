using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes the columns that an answering transformer adds: the answer and, if it has a name, its log-probability.</summary>
internal static class AnswerColumns
{
    public static IReadOnlyList<ResultColumn<TextAnswer>> Of(AnswerSettings settings)
    {
        ResultColumn<TextAnswer> text = new(
            new DataViewSchema.DetachedColumn(settings.OutputColumnName, TextDataViewType.Instance),
            current => new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = current().Text.AsMemory()));
        return settings.Options.LogLikelihoodColumnName is { } name ? [text, LogLikelihood(name)] : [text];
    }

    private static ResultColumn<TextAnswer> LogLikelihood(string name) => new(
        new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single),
        current => new ValueGetter<float>((ref float value) => value = (float)current().LogLikelihood));
}
