using System.Xml.Linq;

namespace CharRnn.Reports;

/// <summary>A curve beside others.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">The loss after so many seconds.</param>
public sealed record ComparedCurve(string Name, IReadOnlyList<(double Seconds, double Loss)> Points);

/// <summary>
/// A picture of the losses of several trainings over time, an SVG file like that of one training. It is as high as the highest loss at the
/// beginning or the end of one; what goes beyond that on its way is cut, because it would press all others flat.
/// </summary>
public static class CurveComparison
{
    private const double Width = 900, Height = 480, Left = 70, Right = 640, Top = 80, Bottom = 420;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // Of middle lightness, to be told apart on light and on dark.
    private static readonly string[] Colors = ["#2f6fdb", "#28866b", "#d1690b", "#b8860b", "#8a4fc7", "#c23b6e", "#4b9cc4", "#7a7f87"];

    /// <summary>Writes the picture.</summary>
    /// <exception cref="CharRnnException">It cannot be written.</exception>
    public static void Write(string path, string title, string loss, IReadOnlyList<ComparedCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        XmlFile.Write(path, Draw(title, loss, curves));
    }

    internal static XElement Draw(string title, string loss, IReadOnlyList<ComparedCurve> curves)
    {
        (double Seconds, double Loss)[] points = [.. curves.SelectMany(curve => curve.Points).Where(point => double.IsFinite(point.Loss))];
        Axis seconds = new(0, points.Select(point => point.Seconds).Append(1e-3).Max(), Left, Right);
        double highest = curves.SelectMany(curve => new[] { curve.Points[0].Loss, curve.Points[^1].Loss }).Where(double.IsFinite).Append(1e-3).Max();
        Axis losses = Axis.Rounded(0, highest, 6, Bottom, Top);
        XElement picture = new(
            Svg + "svg",
            new XAttribute("class", "curve"),
            new XAttribute("viewBox", $"0 0 {Width} {Height}"),
            new XAttribute("width", Width),
            new XAttribute("height", Height),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", title),
            new XElement(Svg + "title", title),
            new XElement(Svg + "desc", string.Join(' ', curves.Select(curve => $"{curve.Name}: {Figure.Fixed(curve.Points[^1].Loss, 3)}."))),
            new XElement(Svg + "style", CurveStyle.Text),
            Element("rect", "background", ("width", Width), ("height", Height)),
            Text("heading", Left, 34, "start", title),
            Text("label", Left - 10, Top - 14, "start", loss),
            Text("label", (Left + Right) / 2, Bottom + 44, "middle", "seconds of processor time"));
        picture.Add(Ticks(seconds, losses));
        picture.Add(curves.SelectMany((curve, i) => Curve(curve, i, seconds, losses)));
        return picture;
    }

    private static IEnumerable<XElement> Ticks(Axis seconds, Axis losses) =>
    [
        .. losses.Ticks(6).Select(tick => Element("line", "grid", ("x1", Left), ("x2", Right), ("y1", losses.Place(tick)), ("y2", losses.Place(tick)))),
        .. losses.Ticks(6).Select(tick => Text("tick", Left - 9, losses.Place(tick) + 4.5, "end", Figure.Of(tick, 5))),
        .. seconds.Ticks(8).Select(tick => Text("tick", seconds.Place(tick), Bottom + 20, "middle", Figure.Of(tick, 5))),
        Element("rect", "frame", ("x", Left), ("y", Top), ("width", Right - Left), ("height", Bottom - Top)),
    ];

    private static IEnumerable<XElement> Curve(ComparedCurve curve, int index, Axis seconds, Axis losses)
    {
        XAttribute style = new("style", $"stroke:{Colors[index % Colors.Length]}");
        double y = Top + 14 + (26 * index);
        string path = string.Join(' ', curve.Points.Where(point => double.IsFinite(point.Loss))
            .Select(point => $"{Figure.Pixel(seconds.Place(point.Seconds))},{Figure.Pixel(Math.Max(Top, losses.Place(point.Loss)))}"));
        XElement sign = Element("line", "sign", ("x1", Right + 20), ("x2", Right + 42), ("y1", y), ("y2", y), ("stroke-width", 3));
        sign.Add(style);
        return [new XElement(Svg + "polyline", style, new XAttribute("points", path)), sign, Text("legend", Right + 49, y + 4.5, "start", curve.Name)];
    }

    private static XElement Element(string name, string kind, params (string Name, double Value)[] attributes) => new(
        Svg + name, new XAttribute("class", kind), attributes.Select(attribute => new XAttribute(attribute.Name, Figure.Pixel(attribute.Value))));

    private static XElement Text(string kind, double x, double y, string anchor, string text) => new(
        Svg + "text", new XAttribute("class", kind), new XAttribute("x", Figure.Pixel(x)), new XAttribute("y", Figure.Pixel(y)), new XAttribute("text-anchor", anchor), text);
}
