using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds a column with the text that a CharRnn model generates after each row's prompt.</summary>
public sealed class GenerationTransformer : TextTransformer
{
    internal const string Kind = "generation"; // in saved pipelines

    private readonly GenerationSettings settings;

    internal GenerationTransformer(SharedModel model, GenerationSettings settings)
        : base(model)
    {
        this.settings = settings;
    }

    internal static GenerationTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        GenerationSettings read = SettingsJson.ReadGeneration(settings);
        read.Options.Validate();
        SharedModel shared = SharedModel.OpenChecked(() => openModel(read.OutputColumnName), opened => RowGenerator.Check(opened, read.Options));
        return new GenerationTransformer(shared, read);
    }

    /// <summary>The new column.</summary>
    internal static ResultColumn<string> Column(string outputColumnName) => new(
        new DataViewSchema.DetachedColumn(outputColumnName, TextDataViewType.Instance),
        current => new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = current().AsMemory()));

    private protected override SavedTransformer ToSaved() => new(settings.OutputColumnName, Kind, SettingsJson.Write(settings));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(GenerationTransformer parent, DataViewSchema inputSchema)
        : TextMapper<string>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: false, [Column(parent.settings.OutputColumnName)])
    {
        private readonly TextGenerationOptions options = parent.settings.Options;

        public override int BatchSize => Math.Min(Environment.ProcessorCount, options.LookAhead);

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<string> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows) =>
            new RowGenerator(model, options).Generate(rows);
    }
}
