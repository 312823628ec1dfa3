using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator behind <c>mlContext.Transforms.Text.ScoreSentenceLikelihood</c>. There is nothing to fit: fitting checks the column of
/// texts and binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Scores are computed whenever they are read, and many trainers read them once a pass: <c>AppendCacheCheckpoint</c> after this one has
/// each text scored once.
/// </remarks>
public sealed class LikelihoodEstimator : IEstimator<LikelihoodTransformer>
{
    private readonly SharedModel model;
    private readonly LikelihoodSettings settings;

    /// <exception cref="InvalidModelException">The model cannot be opened.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or does not fit the model.</exception>
    internal LikelihoodEstimator(Func<SharedModel> openModel, LikelihoodSettings settings)
    {
        settings.Options.Validate();
        model = openModel();
        this.settings = settings;
        LikelihoodComputation.Check(model.Model, settings.Options);
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data; only their schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or holds something else.</exception>
    public LikelihoodTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: true);
        return new LikelihoodTransformer(model, settings);
    }

    /// <summary>What the schema will be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of texts is missing, or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: true);
        return SchemaShapes.Append(inputSchema, LikelihoodColumns.Of(settings.OutputColumnName, settings.Options).Select(output => output.Column));
    }
}
