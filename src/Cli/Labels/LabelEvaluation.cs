using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Cli;

/// <summary>How the figures of labels are printed.</summary>
internal static class LabelEvaluation
{
    private const int MostShown = 100; // labels, as text

    /// <summary>Writes the figures.</summary>
    public static void Write(string text, LabelFigures figures, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new LabelEvaluationLine(text, figures.Count, figures.Nats, figures.Accuracy, figures.ByLabel), LabelEvaluationJson.Default.LabelEvaluationLine));
            return;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"text",-16} {text}, {figures.Count:N0} labels"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"network",-16} {figures.Nats:F4} nats per label, {100 * figures.Accuracy:F2} % of the labels right"));
        Console.Out.WriteLine($"{"label",-16} {"precision",9} {"recall",9} {"F1",9} {"count",9}");
        FiguresOfLabel[] all = [.. figures.ByLabel];
        foreach (FiguresOfLabel one in all.Take(MostShown))
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{VisibleText.Line(one.Label, 16),-16} {one.Precision ?? double.NaN,9:F4} {one.Recall ?? double.NaN,9:F4} {one.F1,9:F4} {one.Count,9:N0}"));
        }

        if (all.Length > MostShown)
        {
            Console.Out.WriteLine($"... and {all.Length - MostShown} more; --format json has all");
        }
    }
}

internal sealed record LabelEvaluationLine(string Text, long Count, double Nats, double Accuracy, IEnumerable<FiguresOfLabel> Labels);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LabelEvaluationLine))]
internal sealed partial class LabelEvaluationJson : JsonSerializerContext;
