using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds to each row how likely its text is under a CharRnn model.</summary>
public sealed class LikelihoodTransformer : TextTransformer
{
    internal const string Kind = "likelihood";

    private readonly LikelihoodSettings settings;
    private readonly LikelihoodMapping mapping;

    internal LikelihoodTransformer(SharedModel model, LikelihoodSettings settings)
        : base(model)
    {
        this.settings = settings;
        mapping = new LikelihoodMapping(settings, TakeModel);
    }

    private protected override string SavedColumnName => settings.OutputColumnName;

    private protected override string SavedKind => Kind;

    private protected override string SavedSettings => SettingsJson.Write(settings);

    internal static LikelihoodTransformer Load(string settings, byte[] model)
    {
        LikelihoodSettings read = SettingsJson.ReadLikelihood(settings);
        read.Options.Validate();
        return new LikelihoodTransformer(SharedModel.Open(model, "The pipeline's model"), read);
    }

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new TextMapper<SentenceScore>(mapping, inputSchema);
}
