using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using CharRnn.MlNetExtensions.Training.Internals;
using CharRnn.Trainer;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CharRnn.MlNetExtensions.Training;

/// <summary>
/// The estimator that <c>mlContext.AnomalyDetection.Trainers.CharRnn</c> returns. <see cref="Fit"/> learns what ordinary texts look like and
/// returns a detector of odd ones, which runs without this package. Safe for concurrent use; concurrent trainings run one after another.
/// </summary>
public sealed class CharRnnTrainer : IEstimator<UnlikelyTextTransformer>
{
    private readonly IHost host;
    private readonly UnlikelyTextSettings detection;
    private readonly CharRnnTrainerOptions options;

    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    internal CharRnnTrainer(IHostEnvironment environment, string textColumnName, CharRnnTrainerOptions options)
    {
        options.Validate();
        host = environment.Register("CharRnn");
        this.options = options.Copy(seed: (ulong)host.Rand.Next());
        detection = new UnlikelyTextSettings(textColumnName, this.options.Detection);
    }

    /// <summary>
    /// Trains a model on most of the texts, and sets the threshold by the others. The column is read once, and its texts stay in memory
    /// during the training. Empty texts are ignored. Progress and warnings go to the context's log; the context's cancellation ends the training.
    /// </summary>
    /// <param name="input">Ordinary texts without line breaks, one a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    /// <exception cref="InvalidTextException">There are too few texts, all are equal, one has a line break, or one that is kept back cannot be scored.</exception>
    /// <exception cref="InvalidOptionsException">The device is not available.</exception>
    /// <exception cref="CharRnnException">The training diverged, or the application has no package with a native library.</exception>
    /// <exception cref="InvalidOperationException">It is called inside a log handler of another training.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public UnlikelyTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = TextColumn.Find(input.Schema, detection.InputColumnName, takesVectors: false);
        CheckLibraries();
        using CancellationWatch watch = new(MlNetInternals.CancellationOf(host));
        using IChannel channel = host.Start("Fit");
        TextRows rows = TextRows.Read(input, column, watch.Token);
        RowSplit split = RowSplit.Draw(rows, options, column.Name);
        WeightsFile weights = LineModel.Train(rows, split.Learned, column.Name, options, new TrainingLog(channel), watch.Token);
        byte[] model = OnnxExporter.ToBytes(weights, options.Precision);
        UnlikelyTextEstimator detector = new(() => SharedModel.Open(model, column.Name), detection, MlNetInternals.CancellationOf(host));
        return FitThreshold(detector, HeldBackView.Of(rows, split.HeldBack, column.Name), column.Name);
    }

    /// <summary>Returns the schema's shape with the columns PredictedLabel and Score.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is not text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TextColumn.Check(inputSchema, detection.InputColumnName, takesVectors: false);
        return SchemaShapes.Append(inputSchema, UnlikelyTextColumns.Of(detection.Options, threshold: () => 0).Select(output => output.Column));
    }

    // A row of the view is not one of the input, so its number would mislead.
    private static UnlikelyTextTransformer FitThreshold(UnlikelyTextEstimator detector, IDataView heldBack, string column)
    {
        try
        {
            return detector.Fit(heldBack);
        }
        catch (InvalidOperationException exception) when (exception.InnerException is InvalidTextException cause)
        {
            throw new InvalidTextException($"Column '{column}': a text that is kept back to set the threshold cannot be scored. {cause.Message}", cause);
        }
    }

    // Before the rows are read and learned, which takes time.
    private void CheckLibraries()
    {
        TorchEngine.CheckDevice(options.Training);
        _ = CharRnnModel.RuntimeVersion;
    }
}
