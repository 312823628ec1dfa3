using System.Globalization;
using System.Text;
using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>What each precision costs on a text: its loss beside fp32, and how far a score moves in a batch.</summary>
internal sealed class Calibration
{
    private const int MostLines = 256;
    private const double LeastDrift = 1e-9; // nothing moves by less than what rounding a sum does

    private readonly List<Row> rows = [];

    /// <summary>Exports the model in every precision, in memory, and reads the text with each.</summary>
    /// <exception cref="CharRnnException">The text cannot be read, or there is nothing in it.</exception>
    public static Calibration Run(WeightsFile weights, string textFile, CancellationToken cancellation)
    {
        string text = Encoding.UTF8.GetString(Utf8Text.ReadFile(textFile).Span);
        string[] lines = [.. TextLoss.Lines(text).Take(MostLines)];
        if (lines.Length == 0)
        {
            throw new InvalidTextException($"{textFile} has no line with a character; there is nothing to calibrate on.");
        }

        Calibration calibration = new();
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            byte[] onnx = OnnxExporter.ToBytes(weights, precision);
            using CharRnnModel model = CharRnnModel.Load(onnx, source: $"The model in {Name(precision)}");
            double nats = TextLoss.Measure(model, TextLoss.Split(text, model.Description), cancellation).Nats;
            calibration.rows.Add(new Row(precision, nats, Drift(model, lines), onnx.Length));
        }

        return calibration;
    }

    /// <summary>Nats a character that a precision costs more than fp32.</summary>
    public double Cost(Precision precision) => Find(precision).Nats - Find(Precision.Fp32).Nats;

    /// <summary>Nats a character that a precision may cost.</summary>
    public static double MostCost(Precision precision) => precision switch
    {
        Precision.Fp16 => 0.002,
        Precision.Int8 => 0.02,
        _ => 0,
    };

    /// <exception cref="CharRnnException">A precision costs more than it may.</exception>
    public void Check(Precision precision)
    {
        if (Cost(precision) > MostCost(precision))
        {
            throw new CharRnnException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name(precision)} costs {Cost(precision):F4} nats a character more than fp32 on this text; at most {MostCost(precision)} is allowed. Nothing was written; --force writes it all the same."));
        }
    }

    public void Write(TextWriter output)
    {
        output.WriteLine("precision  nats/char  against fp32  drift in a batch       bytes  of fp32");
        foreach (Row row in rows)
        {
            string against = row.Precision == Precision.Fp32 ? "" : Cost(row.Precision).ToString("+0.00000;-0.00000;0.00000", CultureInfo.InvariantCulture);
            string drift = row.Drift < LeastDrift ? "0" : row.Drift.ToString("0.0e+0", CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name(row.Precision),-9}  {row.Nats,9:F5}  {against,12}  {drift,16}  {row.Bytes,10:N0}  {(double)row.Bytes / Find(Precision.Fp32).Bytes,7:F3}"));
        }
    }

    public static string Name(Precision precision) => precision.ToString().ToLowerInvariant();

    private Row Find(Precision precision) => rows.Single(row => row.Precision == precision);

    /// <returns>The most, in nats a character, by which a line's score alone is another than in a batch.</returns>
    private static double Drift(CharRnnModel model, string[] lines)
    {
        SentenceScore[] batched = [.. new SentenceScorer(model).Score(lines)];
        SentenceScore[] alone = [.. new SentenceScorer(model, new ScoringOptions { BatchSize = 1 }).Score(lines)];
        return batched.Zip(alone, (one, other) => Math.Abs(one.LogLikelihood - other.LogLikelihood) / one.CharacterCount).Max();
    }

    private sealed record Row(Precision Precision, double Nats, double Drift, int Bytes);
}
