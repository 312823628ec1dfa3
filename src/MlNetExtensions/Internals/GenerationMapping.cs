using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Prompts to what follows them.</summary>
internal sealed class GenerationMapping(GenerationSettings settings, Func<ModelLease> takeModel) : TextMapping<string>(
    settings.InputColumnName, [Column(settings.OutputColumnName)], Math.Min(Environment.ProcessorCount, settings.Options.LookAhead), settings.Options.LookAhead)
{
    public override bool TakesVectors => false;

    public static ResultColumn<string> Column(string outputColumnName) => new(
        new DataViewSchema.DetachedColumn(outputColumnName, TextDataViewType.Instance),
        current => new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = current().AsMemory()));

    public override TextComputation<string> Begin() => new GenerationComputation(takeModel(), settings.Options);
}
