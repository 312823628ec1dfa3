using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator behind <c>mlContext.Transforms.Text.GenerateText</c>. There is nothing to fit: fitting checks the column of prompts
/// and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
public sealed class GenerationEstimator : IEstimator<GenerationTransformer>
{
    private readonly SharedModel model;
    private readonly GenerationSettings settings;

    /// <exception cref="InvalidModelException">The model cannot be opened.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or does not fit the model.</exception>
    internal GenerationEstimator(Func<SharedModel> openModel, GenerationSettings settings)
    {
        settings.Options.Validate();
        model = openModel();
        this.settings = settings;
        model.Model.CreateSession(settings.Options.Sampling).Dispose(); // which checks the options that depend on the vocabulary
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data; only their schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of prompts is missing, or holds something else.</exception>
    public GenerationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: false);
        return new GenerationTransformer(model, settings);
    }

    /// <summary>What the schema will be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of prompts is missing, or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, [GenerationMapping.Column(settings.OutputColumnName).Column]);
    }
}
