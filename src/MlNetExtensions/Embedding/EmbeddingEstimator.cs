using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.EmbedText</c> returns. It learns nothing: <see cref="Fit"/> checks the input column and
/// binds the model, which all transformers of one estimator share. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Vectors are computed each time they are read, and many trainers read their data once per pass. Put <c>AppendCacheCheckpoint</c> after
/// this estimator to embed each text once.
/// </remarks>
public sealed class EmbeddingEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly SharedModel model;
    private readonly EmbeddingSettings settings;
    private readonly ResultColumn<TextEmbedding> column;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened, or has no hidden states.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or does not fit the model.</exception>
    internal EmbeddingEstimator(Func<SharedModel> openModel, EmbeddingSettings settings)
    {
        settings.Options.Validate();
        this.settings = SettingsJson.ReadEmbedding(SettingsJson.Write(settings)); // a copy
        ResultColumn<TextEmbedding>? made = null;
        model = SharedModel.OpenChecked(openModel, opened => made = EmbeddingColumns.Of(this.settings, opened));
        column = made!;
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">The data. Only the schema is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: false);
        return new EmbeddingTransformer(model, settings, column);
    }

    /// <summary>Returns the schema's shape with the new column.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, [column.Column]);
    }
}
