using System.Xml.Linq;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>Puts the page together: XHTML that every browser reads as HTML.</summary>
internal static class ReportPage
{
    /// <summary>Samples shown; of more, so many are chosen evenly, with the first and the last.</summary>
    public const int MaximumSamples = 30;

    /// <summary>UTF-16 units shown of a sample.</summary>
    public const int MaximumSampleLength = 5000;

    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    public static XDocument Make(string runName, IReadOnlyList<SettingsGroup> settings, IReadOnlyList<MetricsLine> metrics, IReadOnlyList<TrainingSample> samples)
    {
        string name = VisibleText.Line(runName, 200);
        string token = TokenName.Of(settings);
        return new XDocument(
            new XDocumentType("html", null, null, null),
            Element(
                "html",
                new XAttribute("lang", "en"),
                Element(
                    "head",
                    Element("meta", new XAttribute("charset", "utf-8")),
                    Element("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'")),
                    Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                    Element("title", "Training run " + name),
                    Element("style", PageStyle.Text)),
                Element(
                    "body",
                    Element("h1", name),
                    Element("p", new XAttribute("class", "about"), "A training run of CharRnn."),
                    FinalFigures.Tables(metrics, token),
                    Element("h2", "Curve"),
                    CurveDrawing.Draw(runName, metrics, token),
                    Element("h2", "Samples"),
                    Samples(samples, metrics, token),
                    Element("h2", "Settings"),
                    Element("div", new XAttribute("class", "groups"), settings.Select(Settings)))));
    }

    /// <summary>An element of the page.</summary>
    public static XElement Element(string name, params object[] content) => new(Html + name, content);

    private static XElement Settings(SettingsGroup group) => Element(
        "div",
        Element("h3", VisibleText.Line(SettingText.Name(group.Name))),
        Element("table", Element("tbody", group.Settings.Select(
            setting => Element("tr", Element("th", VisibleText.Line(SettingText.Name(setting.Key))), Element("td", VisibleText.Line(SettingText.Value(setting.Value))))))));

    private static IEnumerable<XElement> Samples(IReadOnlyList<TrainingSample> samples, IReadOnlyList<MetricsLine> metrics, string token)
    {
        yield return Element("p", new XAttribute("class", "about"), samples.Count switch
        {
            0 => "This run has no samples.",
            > MaximumSamples => $"What the network wrote on its way: {MaximumSamples} of its {Figure.Of(samples.Count)} samples.",
            _ => "What the network wrote on its way.",
        });
        Dictionary<long, MetricsLine> known = metrics.ToDictionary(line => line.Step);
        foreach (TrainingSample sample in Chosen(samples))
        {
            XElement[] loss = known.GetValueOrDefault(sample.Step)?.ValidationLossNats is { } nats
                ? [Element("span", $"validation loss {Figure.Fixed(nats, 3)} nats per {token}")]
                : [];
            yield return Element("h3", $"Step {Figure.Of(sample.Step)}", loss);
            yield return Element("pre", new XAttribute("dir", "auto"), Text(sample.Text));
        }
    }

    private static IEnumerable<TrainingSample> Chosen(IReadOnlyList<TrainingSample> samples) => samples.Count <= MaximumSamples
        ? samples
        : Enumerable.Range(0, MaximumSamples).Select(i => samples[(int)Math.Round(i * (samples.Count - 1.0) / (MaximumSamples - 1))]);

    private static string Text(string sample)
    {
        string start = VisibleText.Cut(sample, MaximumSampleLength);
        int left = sample[start.Length..].EnumerateRunes().Count();
        string shown = VisibleText.Lines(start) + (left > 0 ? $"… ({Figure.Of(left)} more characters)" : "");
        return shown.StartsWith('\n') ? "\n" + shown : shown; // HTML drops a line end that comes first in <pre>
    }
}
