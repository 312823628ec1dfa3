using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.AnswerText</c> returns. It learns nothing: <see cref="Fit"/> checks the column of questions
/// and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
public sealed class AnswerEstimator : IEstimator<AnswerTransformer>
{
    private readonly SharedModel model;
    private readonly AnswerSettings settings;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened, or is for another task.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    internal AnswerEstimator(Func<SharedModel> openModel, AnswerSettings settings)
    {
        settings.Options.Validate();
        this.settings = SettingsJson.ReadAnswer(SettingsJson.Write(settings)); // a copy
        model = SharedModel.OpenChecked(openModel, opened => _ = new TextAnswerer(opened));
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data. Only the schema is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of questions is missing, or is not text.</exception>
    public AnswerTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: false);
        return new AnswerTransformer(model, settings);
    }

    /// <summary>Returns the schema's shape with the new columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of questions is missing, or is not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, AnswerColumns.Of(settings).Select(column => column.Column));
    }
}
