using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>Adds to each row the text with which a CharRnn model goes on from its prompt.</summary>
public sealed class GenerationTransformer : TextTransformer
{
    internal const string Kind = "generation";

    private readonly GenerationSettings settings;
    private readonly GenerationMapping mapping;

    internal GenerationTransformer(SharedModel model, GenerationSettings settings)
        : base(model)
    {
        this.settings = settings;
        mapping = new GenerationMapping(settings, TakeModel);
    }

    private protected override string SavedColumnName => settings.OutputColumnName;

    private protected override string SavedKind => Kind;

    private protected override string SavedSettings => SettingsJson.Write(settings);

    internal static GenerationTransformer Load(string settings, byte[] model)
    {
        GenerationSettings read = SettingsJson.ReadGeneration(settings);
        read.Options.Validate();
        return new GenerationTransformer(SharedModel.Open(model, "The pipeline's model"), read);
    }

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new TextMapper<string>(mapping, inputSchema);
}
