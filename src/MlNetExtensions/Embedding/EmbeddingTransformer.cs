using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds a column with each row's text as a vector of a CharRnn model's hidden states.</summary>
public sealed class EmbeddingTransformer : TextTransformer
{
    internal const string Kind = "embedding"; // in saved pipelines

    private readonly EmbeddingSettings settings;
    private readonly ResultColumn<TextEmbedding> column;

    internal EmbeddingTransformer(SharedModel model, EmbeddingSettings settings, ResultColumn<TextEmbedding> column)
        : base(model)
    {
        this.settings = settings;
        this.column = column;
    }

    internal static EmbeddingTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        EmbeddingSettings read = SettingsJson.ReadEmbedding(settings);
        read.Options.Validate();
        ResultColumn<TextEmbedding>? column = null;
        SharedModel shared = SharedModel.OpenChecked(() => openModel(read.OutputColumnName), opened => column = EmbeddingColumns.Of(read, opened));
        return new EmbeddingTransformer(shared, read, column!);
    }

    private protected override SavedTransformer ToSaved() => new(settings.OutputColumnName, Kind, SettingsJson.Write(settings));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(EmbeddingTransformer parent, DataViewSchema inputSchema)
        : TextMapper<TextEmbedding>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: false, [parent.column])
    {
        private readonly TextEmbeddingOptions options = parent.settings.Options;

        public override int BatchSize => options.BatchSize;

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<TextEmbedding> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows)
        {
            LongTextRule longTexts = new(options.MaximumLength, options.LongTexts);
            TextEmbedder embedder = new(model, options.ForEmbedder());
            return [.. embedder.Embed(rows.Select(texts => longTexts.Apply(texts.Single())))];
        }
    }
}
