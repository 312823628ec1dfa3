using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes the columns that a likelihood transformer adds.</summary>
internal static class LikelihoodColumns
{
    public static IReadOnlyList<ResultColumn<SentenceScore>> Of(LikelihoodSettings settings)
    {
        LikelihoodOptions options = settings.Options;
        List<ResultColumn<SentenceScore>> columns = [];
        if (options.SeparateColumns)
        {
            columns.AddRange(options.Measures.Select(measure => Number($"{settings.OutputColumnName}_{measure}", measure, options.EmptyTextBitsPerCharacter)));
        }
        else if (options.Measures.Count > 0)
        {
            columns.Add(Vector(settings.OutputColumnName, options.Measures, options.EmptyTextBitsPerCharacter));
        }

        if (options.SurprisalColumnName is { } surprisals)
        {
            columns.Add(Surprisals(surprisals));
        }

        return columns;
    }

    /// <exception cref="InvalidOptionsException">The column of surprisals has the name of another one.</exception>
    public static void CheckNames(LikelihoodSettings settings)
    {
        if (settings.Options.SurprisalColumnName is { } name && Of(settings).Count(output => output.Column.Name == name) > 1)
        {
            throw new InvalidOptionsException($"SurprisalColumnName is {name}; must be another name, because the measures have a column of this name");
        }
    }

    private static ResultColumn<SentenceScore> Number(string name, LikelihoodMeasure measure, float emptyTextBits) => new(
        new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single),
        current => new ValueGetter<float>((ref float value) => value = Value(current(), measure, emptyTextBits)));

    private static ResultColumn<SentenceScore> Vector(string name, IReadOnlyList<LikelihoodMeasure> measures, float emptyTextBits) => SlotColumn.Of<SentenceScore>(
        name,
        [.. measures.Select(measure => measure.ToString())],
        (score, slots) => Fill(slots, score, measures, emptyTextBits));

    /// <summary>Makes the column with the bits of each character.</summary>
    public static ResultColumn<SentenceScore> Surprisals(string name) => new(
        new DataViewSchema.DetachedColumn(name, new VectorDataViewType(NumberDataViewType.Single)),
        current => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => SlotColumn.Fill(ref value, [.. current().Surprisals!.Select(bits => (float)bits)])));

    /// <summary>Fills slots with the measures of a score.</summary>
    public static void Fill(Span<float> slots, SentenceScore score, IReadOnlyList<LikelihoodMeasure> measures, float emptyTextBits)
    {
        for (int i = 0; i < measures.Count; i++)
        {
            slots[i] = Value(score, measures[i], emptyTextBits);
        }
    }

    private static float Value(SentenceScore score, LikelihoodMeasure measure, float emptyTextBits) => measure switch
    {
        LikelihoodMeasure.LogLikelihood => (float)score.LogLikelihood,
        LikelihoodMeasure.BitsPerCharacter => (float)(score.BitsPerCharacter ?? emptyTextBits),
        LikelihoodMeasure.Perplexity => (float)(score.Perplexity ?? Math.Pow(2, emptyTextBits)),
        LikelihoodMeasure.CharacterCount => score.CharacterCount,
        LikelihoodMeasure.UnknownCount => score.UnknownCount,
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };
}
