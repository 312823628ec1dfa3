using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.ClassifyText</c> returns. It learns nothing: <see cref="Fit"/> checks the column of texts
/// and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
public sealed class ClassificationEstimator : IEstimator<ClassificationTransformer>
{
    private readonly SharedModel model;
    private readonly LabelSettings settings;
    private readonly IReadOnlyList<ResultColumn<TextClass>> columns;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened, or does not label whole texts.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    internal ClassificationEstimator(Func<SharedModel> openModel, LabelSettings settings)
    {
        settings.Options.Validate();
        this.settings = SettingsJson.ReadLabels(SettingsJson.Write(settings)); // a copy
        IReadOnlyList<ResultColumn<TextClass>>? made = null;
        model = SharedModel.OpenChecked(openModel, opened => made = ClassificationColumns.Of(opened));
        columns = made!;
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data. Only the schema is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or is not text.</exception>
    public ClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: false);
        return new ClassificationTransformer(model, settings, columns);
    }

    /// <summary>Returns the schema's shape with the new columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or is not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, columns.Select(column => column.Column));
    }
}
