using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds a column with a CharRnn model's answer to each row's question.</summary>
public sealed class AnswerTransformer : TextTransformer
{
    internal const string Kind = "answer"; // in saved pipelines

    private readonly AnswerSettings settings;

    internal AnswerTransformer(SharedModel model, AnswerSettings settings)
        : base(model)
    {
        this.settings = settings;
    }

    internal static AnswerTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        AnswerSettings read = SettingsJson.ReadAnswer(settings);
        read.Options.Validate();
        return new AnswerTransformer(SharedModel.OpenChecked(() => openModel(read.OutputColumnName), opened => _ = new TextAnswerer(opened)), read);
    }

    private protected override SavedTransformer ToSaved() => new(settings.OutputColumnName, Kind, SettingsJson.Write(settings));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(AnswerTransformer parent, DataViewSchema inputSchema)
        : TextMapper<TextAnswer>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: false, AnswerColumns.Of(parent.settings))
    {
        private readonly TextAnsweringOptions options = parent.settings.Options;

        public override int BatchSize => options.BatchSize;

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<TextAnswer> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows) =>
            [.. new TextAnswerer(model, options.ForAnswerer()).Answer(rows.Select(texts => texts.Single()))];
    }
}
