using System.Globalization;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>
/// The loss of each precision on a text, compared with fp32, and how much batching changes a score. That of a model that answers is the loss on
/// the answers.
/// </summary>
/// <param name="counted">What the loss is an average over.</param>
internal sealed class Calibration(string counted)
{
    private const int MostLines = 256;
    private const double LeastDrift = 1e-9; // smaller differences come from rounding

    private readonly List<Row> rows = [];

    /// <summary>Exports the model to memory in every precision, and scores the text with each.</summary>
    /// <exception cref="CharRnnException">The text cannot be read, or is empty.</exception>
    public static Calibration Run(WeightsFile weights, string textFile, CancellationToken cancellation)
    {
        ModelTask task = weights.Metadata.Description.Task;
        if (weights.Metadata.Description.GivesLabels)
        {
            throw new InvalidOptionsException($"--calibrate measures the loss on a text or on answers; the model is one that {ModelTasks.Purpose(task)}");
        }

        ReadOnlyMemory<byte> text = Utf8Text.ReadFile(textFile);
        string[] lines = [.. TextLoss.Lines(text).Take(MostLines)];
        if (lines.Length == 0)
        {
            throw new InvalidTextException($"{textFile} has only empty lines; there is nothing to calibrate on.");
        }

        Calibration calibration = new(ModelTasks.CountedName(task, "character"));
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            using CharRnnModel model = ModelSource.Export(weights, precision, $"The model in {LowerCaseName.Of(precision)}");
            TextLoss loss = task == ModelTask.Answer ? AnswerLoss.Measure(model, text, textFile, cancellation).Loss : TextLoss.Measure(model, text, textFile, cancellation);
            calibration.rows.Add(new Row(precision, loss.Nats, Drift(model, lines), model.Content.Length + (model.Encoder?.Content.Length ?? 0)));
        }

        return calibration;
    }

    /// <summary>Returns the extra loss of a precision over fp32, in nats.</summary>
    public double Cost(Precision precision) => Find(precision).Nats - Find(Precision.Fp32).Nats;

    /// <summary>Returns the greatest allowed extra loss of a precision.</summary>
    public static double MostCost(Precision precision) => precision switch
    {
        Precision.Fp16 => 0.002,
        Precision.Int8 => 0.02,
        _ => 0,
    };

    /// <exception cref="CharRnnException">The precision costs more than is allowed.</exception>
    public void Check(Precision precision)
    {
        if (Cost(precision) > MostCost(precision))
        {
            throw new CharRnnException(string.Create(
                CultureInfo.InvariantCulture,
                $"{LowerCaseName.Of(precision)} costs {Cost(precision):F4} nats per {counted} more than fp32 on this text; at most {MostCost(precision)} is allowed. Nothing was written; use --force to write it anyway."));
        }
    }

    public void Write()
    {
        ColumnText columns = new("precision", $"nats/{counted.Replace("character", "char", StringComparison.Ordinal)}", "against fp32", "drift in a batch", "bytes", "of fp32");
        foreach (Row row in rows)
        {
            columns.Add(
                LowerCaseName.Of(row.Precision),
                Number(row.Nats, "F5"),
                row.Precision == Precision.Fp32 ? "" : Number(Cost(row.Precision), "+0.00000;-0.00000;0.00000"),
                row.Drift < LeastDrift ? "0" : Number(row.Drift, "0.0e+0"),
                Number(row.Bytes, "N0"),
                Number((double)row.Bytes / Find(Precision.Fp32).Bytes, "F3"));
        }

        columns.Write();

        static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private Row Find(Precision precision) => rows.Single(row => row.Precision == precision);

    /// <returns>The greatest difference between the score of a line alone and in a batch, in nats per character.</returns>
    private static double Drift(CharRnnModel model, string[] lines)
    {
        return Score(new ScoringOptions()).Zip(Score(new ScoringOptions { BatchSize = 1 }), (one, other) => Math.Abs(one.LogLikelihood - other.LogLikelihood) / one.CharacterCount).Max();

        IEnumerable<SentenceScore> Score(ScoringOptions options) => model.Description.Task == ModelTask.Answer
            ? new TextAnswerer(model, new AnswerOptions { UnknownPolicy = options.UnknownPolicy, BatchSize = options.BatchSize }).Score(lines)
            : new SentenceScorer(model, options).Score(lines);
    }

    private sealed record Row(Precision Precision, double Nats, double Drift, int Bytes);
}
