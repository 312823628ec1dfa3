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

    private static ResultColumn<SentenceScore> Number(string name, LikelihoodMeasure measure, float emptyTextBits) => new(
        new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single),
        current => new ValueGetter<float>((ref float value) => value = Value(current(), measure, emptyTextBits)));

    private static ResultColumn<SentenceScore> Vector(string name, IReadOnlyList<LikelihoodMeasure> measures, float emptyTextBits)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        ReadOnlyMemory<char>[] slots = [.. measures.Select(measure => measure.ToString().AsMemory())];
        annotations.Add(SchemaShapes.SlotNames, new VectorDataViewType(TextDataViewType.Instance, slots.Length), (ref VBuffer<ReadOnlyMemory<char>> names) => Fill(ref names, slots));
        return new ResultColumn<SentenceScore>(
            new DataViewSchema.DetachedColumn(name, new VectorDataViewType(NumberDataViewType.Single, slots.Length), annotations.ToAnnotations()),
            current => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
            {
                SentenceScore score = current();
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, measures.Count);
                for (int i = 0; i < measures.Count; i++)
                {
                    editor.Values[i] = Value(score, measures[i], emptyTextBits);
                }

                value = editor.Commit();
            }));
    }

    /// <summary>Makes the column with the bits of each character.</summary>
    public static ResultColumn<SentenceScore> Surprisals(string name) => new(
        new DataViewSchema.DetachedColumn(name, new VectorDataViewType(NumberDataViewType.Single)),
        current => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Fill(ref value, [.. current().Surprisals!.Select(bits => (float)bits)])));

    private static void Fill<T>(ref VBuffer<T> destination, ReadOnlySpan<T> source)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, source.Length);
        source.CopyTo(editor.Values);
        destination = editor.Commit();
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
