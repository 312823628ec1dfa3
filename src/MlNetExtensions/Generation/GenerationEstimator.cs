using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.GenerateText</c> returns. It learns nothing: <see cref="Fit"/> checks the column of
/// prompts and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
public sealed class GenerationEstimator : IEstimator<GenerationTransformer>
{
    private readonly SharedModel model;
    private readonly GenerationSettings settings;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or does not fit the model.</exception>
    internal GenerationEstimator(Func<SharedModel> openModel, GenerationSettings settings)
    {
        settings.Options.Validate();
        this.settings = SettingsJson.ReadGeneration(SettingsJson.Write(settings)); // a copy
        model = SharedModel.OpenChecked(openModel, opened => RowGenerator.Check(opened, this.settings.Options));
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data. Only the schema is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of prompts is missing, or is not text.</exception>
    public GenerationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: false);
        return new GenerationTransformer(model, settings);
    }

    /// <summary>Returns the schema's shape with the new column.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of prompts is missing, or is not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, [GenerationTransformer.Column(settings.OutputColumnName).Column]);
    }
}
