using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds columns with the class that a CharRnn model gives to each row's text, and the probability of each class.</summary>
public sealed class ClassificationTransformer : TextTransformer
{
    internal const string Kind = "classification"; // in saved pipelines

    private readonly LabelSettings settings;
    private readonly IReadOnlyList<ResultColumn<TextClass>> columns;

    internal ClassificationTransformer(SharedModel model, LabelSettings settings, IReadOnlyList<ResultColumn<TextClass>> columns)
        : base(model)
    {
        this.settings = settings;
        this.columns = columns;
    }

    internal static ClassificationTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        LabelSettings read = SettingsJson.ReadLabels(settings);
        read.Options.Validate();
        IReadOnlyList<ResultColumn<TextClass>>? columns = null;
        SharedModel shared = SharedModel.OpenChecked(() => openModel(read.InputColumnName), opened => columns = ClassificationColumns.Of(opened));
        return new ClassificationTransformer(shared, read, columns!);
    }

    private protected override SavedTransformer ToSaved() => new(ClassificationColumns.PredictedLabel, Kind, SettingsJson.Write(settings));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(ClassificationTransformer parent, DataViewSchema inputSchema)
        : TextMapper<TextClass>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: false, parent.columns)
    {
        private readonly TextLabelOptions options = parent.settings.Options;

        public override int BatchSize => options.BatchSize;

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<TextClass> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows) =>
            [.. new TextClassifier(model, options.ForReader()).Classify(rows.Select(texts => texts.Single()))];
    }
}
