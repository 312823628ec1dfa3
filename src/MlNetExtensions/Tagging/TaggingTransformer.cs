using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds columns with the label that a CharRnn model gives to each character of a row's text, and the probability of each of these labels.</summary>
public sealed class TaggingTransformer : TextTransformer
{
    internal const string Kind = "tagging"; // in saved pipelines

    private readonly LabelSettings settings;

    internal TaggingTransformer(SharedModel model, LabelSettings settings)
        : base(model)
    {
        this.settings = settings;
    }

    internal static TaggingTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        LabelSettings read = SettingsJson.ReadLabels(settings);
        read.Options.Validate();
        return new TaggingTransformer(SharedModel.OpenChecked(() => openModel(TaggingColumns.PredictedLabel), opened => _ = new TextTagger(opened)), read);
    }

    private protected override SavedTransformer ToSaved() => new(TaggingColumns.PredictedLabel, Kind, SettingsJson.Write(settings));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(TaggingTransformer parent, DataViewSchema inputSchema)
        : TextMapper<TextTags>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: false, TaggingColumns.All)
    {
        private readonly TextLabelOptions options = parent.settings.Options;

        public override int BatchSize => options.BatchSize;

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<TextTags> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows) =>
            [.. new TextTagger(model, options.ForReader()).Tag(rows.Select(texts => texts.Single()))];
    }
}
