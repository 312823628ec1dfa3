using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.ScoreSentenceLikelihood</c> returns. It learns nothing: <see cref="Fit"/> checks the
/// input column and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Scores are computed each time they are read, and many trainers read their data once per pass. Put <c>AppendCacheCheckpoint</c> after
/// this estimator to score each text once.
/// </remarks>
public sealed class LikelihoodEstimator : IEstimator<LikelihoodTransformer>
{
    private readonly SharedModel model;
    private readonly LikelihoodSettings settings;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or does not fit the model.</exception>
    internal LikelihoodEstimator(Func<SharedModel> openModel, LikelihoodSettings settings)
    {
        settings.Options.Validate();
        LikelihoodColumns.CheckNames(settings);
        this.settings = SettingsJson.ReadLikelihood(SettingsJson.Write(settings)); // a copy
        model = SharedModel.OpenChecked(openModel, opened => RowScorer.Check(opened, this.settings.Options));
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data. Only the schema is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of text.</exception>
    public LikelihoodTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: true);
        return new LikelihoodTransformer(model, settings);
    }

    /// <summary>Returns the schema's shape with the new columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: true);
        return SchemaShapes.Append(inputSchema, LikelihoodColumns.Of(settings).Select(output => output.Column));
    }
}
