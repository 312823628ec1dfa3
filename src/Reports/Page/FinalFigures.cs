using System.Xml.Linq;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>What a training came to, as tables of the page.</summary>
internal static class FinalFigures
{
    public static IEnumerable<XElement> Tables(IReadOnlyList<MetricsLine> metrics, string token)
    {
        if (metrics.Count == 0)
        {
            yield return ReportPage.Element("p", "The run has no figures yet.");
            yield break;
        }

        MetricsLine last = metrics[^1];
        MetricsLine[] validated = [.. metrics.Where(line => line.ValidationLossNats is { } loss && double.IsFinite(loss))];
        yield return Table(
            [],
            [
                ["steps", Figure.Of(last.Step)],
                [token + "s trained on", Figure.Of(last.Characters)],
                ["time", Figure.Time(last.ElapsedSeconds)],
                [token + "s a second", Figure.Of(last.CharactersPerSecond, 0)],
            ]);
        yield return ReportPage.Element("h2", "Loss");
        yield return Table(
            ["", "step", "nats per " + token, "bits per " + token, "perplexity", .. Accuracy("labels right")],
            [
                Validation("best validation", validated.MinBy(line => line.ValidationLossNats)),
                Validation("last validation", validated.LastOrDefault()),
                [.. Loss("last training", last, line => line.TrainLossNats), .. Accuracy("")],
            ]);

        // Only a network that gives labels has the column.
        IEnumerable<string> Accuracy(string cell) => metrics.Any(line => line.ValidationAccuracy is not null) ? [cell] : [];

        string[] Validation(string name, MetricsLine? line) =>
            [.. Loss(name, line, line => line.ValidationLossNats), .. Accuracy(Figure.Fixed(line?.ValidationAccuracy, 4))];
    }

    private static string[] Loss(string name, MetricsLine? line, Func<MetricsLine, double?> loss)
    {
        double? nats = line is null ? null : loss(line);
        double? perplexity = nats is { } value ? Math.Exp(value) : null;
        return [name, Figure.Of(line?.Step), Figure.Fixed(nats, 4), Figure.Fixed(nats / Likelihood.NatsPerBit, 4), Figure.Fixed(perplexity, 3)];
    }

    private static XElement Table(string[] heads, string[][] rows)
    {
        XElement body = ReportPage.Element("tbody", rows.Select(row => Row(row, column => column == 0 ? "th" : "td")));
        return heads.Length == 0
            ? ReportPage.Element("table", body)
            : ReportPage.Element("table", ReportPage.Element("thead", Row(heads, _ => "th")), body);
    }

    private static XElement Row(string[] cells, Func<int, string> kind) =>
        ReportPage.Element("tr", cells.Select((cell, column) => ReportPage.Element(kind(column), cell)));
}
