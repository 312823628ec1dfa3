using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds columns that say how likely each row's text is under a CharRnn model.</summary>
public sealed class LikelihoodTransformer : TextTransformer
{
    internal const string Kind = "likelihood"; // in saved pipelines

    private readonly LikelihoodSettings settings;
    private readonly IReadOnlyList<ResultColumn<SentenceScore>> columns;

    internal LikelihoodTransformer(SharedModel model, LikelihoodSettings settings)
        : base(model)
    {
        this.settings = settings;
        columns = LikelihoodColumns.Of(settings);
    }

    internal static LikelihoodTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        LikelihoodSettings read = SettingsJson.ReadLikelihood(settings);
        read.Options.Validate();
        SharedModel shared = SharedModel.OpenChecked(() => openModel(read.OutputColumnName), opened => RowScorer.Check(opened, read.Options));
        return new LikelihoodTransformer(shared, read);
    }

    private protected override SavedTransformer ToSaved() => new(settings.OutputColumnName, Kind, SettingsJson.Write(settings));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(LikelihoodTransformer parent, DataViewSchema inputSchema)
        : TextMapper<SentenceScore>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: true, parent.columns)
    {
        private readonly LikelihoodOptions options = parent.settings.Options;

        public override int BatchSize => options.BatchSize;

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<SentenceScore> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows) =>
            new RowScorer(model, options).Score(rows);
    }
}
