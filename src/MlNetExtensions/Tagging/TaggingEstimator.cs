using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.TagText</c> returns. It learns nothing: <see cref="Fit"/> checks the column of texts
/// and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
public sealed class TaggingEstimator : IEstimator<TaggingTransformer>
{
    private readonly SharedModel model;
    private readonly LabelSettings settings;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened, or does not label each character.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    internal TaggingEstimator(Func<SharedModel> openModel, LabelSettings settings)
    {
        settings.Options.Validate();
        this.settings = SettingsJson.ReadLabels(SettingsJson.Write(settings)); // a copy
        model = SharedModel.OpenChecked(openModel, opened => _ = new TextTagger(opened));
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data. Only the schema is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or is not text.</exception>
    public TaggingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: false);
        return new TaggingTransformer(model, settings);
    }

    /// <summary>Returns the schema's shape with the new columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or is not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, TaggingColumns.All.Select(column => column.Column));
    }
}
