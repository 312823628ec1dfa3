using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// The estimator that <c>mlContext.Transforms.Text.DetectUnlikelyText</c> returns. <see cref="Fit"/> sets the threshold; the model, which all
/// transformers of one estimator share, learns nothing. Safe for concurrent use.
/// </summary>
public sealed class UnlikelyTextEstimator : IEstimator<UnlikelyTextTransformer>
{
    private readonly SharedModel model;
    private readonly UnlikelyTextSettings settings;
    private readonly Func<bool> isCanceled;

    /// <exception cref="FileNotFoundException">The model file does not exist.</exception>
    /// <exception cref="InvalidModelException">The model cannot be opened.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range, or does not fit the model.</exception>
    internal UnlikelyTextEstimator(Func<SharedModel> openModel, UnlikelyTextSettings settings, Func<bool> isCanceled)
    {
        this.isCanceled = isCanceled;
        settings.Options.Validate();
        this.settings = SettingsJson.ReadUnlikelyText(SettingsJson.Write(settings)); // a copy
        model = SharedModel.OpenChecked(openModel, opened => RowScorer.Check(opened, this.settings.Options));
    }

    /// <summary>
    /// Makes the transformer, with a threshold for <see cref="UnlikelyTextOptions.FalsePositiveRate"/>. Empty texts are ignored.
    /// Memory is bounded however many rows there are.
    /// </summary>
    /// <param name="input">
    /// Ordinary texts that the model has not learnt from. Only the schema is used if <see cref="UnlikelyTextOptions.Threshold"/> is set.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of text.</exception>
    /// <exception cref="InvalidOptionsException">There are too few texts for the rate. The message says how many it needs.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public UnlikelyTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextColumn.Find(input.Schema, settings.InputColumnName, takesVectors: true);
        return settings.Options.Threshold is { } threshold ? new UnlikelyTextTransformer(model, settings with { Threshold = threshold }) : FitThreshold(input);
    }

    /// <summary>Returns the schema's shape with the new columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, settings.InputColumnName, takesVectors: true);
        return SchemaShapes.Append(inputSchema, UnlikelyTextColumns.Of(settings.Options, threshold: () => 0).Select(output => output.Column));
    }

    private UnlikelyTextTransformer FitThreshold(IDataView input)
    {
        using UnlikelyTextTransformer scorer = new(model, settings with { Options = settings.Options.ForHeldOutTexts() });
        HeldOutScores heldOut = HeldOutScores.Of(UntilCanceled(scorer.Transform(input).GetColumn<float>(UnlikelyTextColumns.Score)));
        float threshold = ColumnErrors.In(UnlikelyTextColumns.Score, () => heldOut.ThresholdFor(settings.Options.FalsePositiveRate));
        return new UnlikelyTextTransformer(model, settings with { Threshold = threshold, HeldOut = heldOut });
    }

    private IEnumerable<float> UntilCanceled(IEnumerable<float> scores) =>
        scores.TakeWhile(_ => isCanceled() ? throw new OperationCanceledException() : true);
}
