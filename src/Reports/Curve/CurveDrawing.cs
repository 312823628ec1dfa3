using System.Xml.Linq;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>Draws the curve: the losses above, the learning rate below, both over the steps.</summary>
internal sealed class CurveDrawing
{
    private const double Width = 900, Height = 560, Left = 70, Right = 830;
    private const double LossTop = 102, LossBottom = 380, RateTop = 428, RateBottom = 498;
    private const int MostDots = 30; // a line of more points shows without
    private const double HighestLoss = 12; // nats; one in 65536 is 11.1, so above it a training has diverged

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly string token; // a loss is an average over them
    private readonly XElement picture;
    private readonly IReadOnlyList<CurvePoint> training, validation, rate;
    private readonly Axis steps;

    private CurveDrawing(string title, IReadOnlyList<MetricsLine> metrics, string token)
    {
        this.token = token;
        training = CurveLine.Of(metrics, line => line.TrainLossNats);
        validation = CurveLine.Of(metrics, line => line.ValidationLossNats);
        rate = CurveLine.Of(metrics, line => line.LearningRate);
        steps = new Axis(0, Math.Max(1, metrics.Count > 0 ? metrics[^1].Step : 0), Left, Right);
        picture = new XElement(
            Svg + "svg",
            new XAttribute("class", "curve"),
            new XAttribute("viewBox", $"0 0 {Width} {Height}"),
            new XAttribute("width", Width),
            new XAttribute("height", Height),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", title),
            new XElement(Svg + "title", title),
            new XElement(Svg + "desc", Describe()),
            new XElement(Svg + "style", CurveStyle.Text),
            Element("rect", "background", ("width", Width), ("height", Height)),
            Text("heading", Left, 34, "start", title));
    }

    private CurvePoint Lowest => validation.MinBy(point => point.Value);

    private string LowestText =>
        $"{Figure.Fixed(Lowest.Value, 3)} nats, {Figure.Fixed(Lowest.Value / Likelihood.NatsPerBit, 3)} bits at step {Figure.Of(Lowest.Step)}";

    /// <summary>The picture of a run.</summary>
    public static XElement Draw(string runName, IReadOnlyList<MetricsLine> metrics, string token)
    {
        CurveDrawing drawing = new("Training curve of " + VisibleText.Line(runName, 60), metrics, token);
        drawing.DrawLegend();
        drawing.DrawLosses();
        drawing.DrawRate();
        drawing.DrawSteps();
        return drawing.picture;
    }

    // What a screen reader says of the picture.
    private string Describe()
    {
        if (training.Count == 0)
        {
            return "No figures yet.";
        }

        string losses = $"Training loss from {Figure.Fixed(training[0].Value, 3)} to {Figure.Fixed(training[^1].Value, 3)} nats per {token} in {Figure.Of(training[^1].Step)} steps.";
        return validation.Count == 0 ? losses : $"{losses} Lowest validation loss {LowestText}.";
    }

    private void DrawLegend()
    {
        double x = Left;
        foreach ((string kind, string name) in ((string, string)[])[("training", "training loss"), ("validation", "validation loss"), ("rate", "learning rate")])
        {
            picture.Add(
                Element("line", kind, ("x1", x), ("x2", x + 22), ("y1", 56), ("y2", 56), ("stroke-width", 3)),
                Text("legend", x + 29, 60.5, "start", name));
            x += 140;
        }

        // Its value stands here and not beside the ring, where it would lie on the lines.
        if (validation.Count > 0)
        {
            picture.Add(
                Element("circle", "lowest", ("cx", x + 8), ("cy", 56), ("r", 6)),
                Text("mark", x + 21, 60.5, "start", "lowest " + LowestText));
        }
    }

    private void DrawLosses()
    {
        double[] losses = [.. training.Concat(validation).Select(point => point.Value)];
        double least = losses.DefaultIfEmpty(0).Min();
        double most = losses.DefaultIfEmpty(1).Max();
        Axis axis = Axis.Rounded(least, least < HighestLoss ? Math.Min(most, HighestLoss) : most, 6, LossBottom, LossTop);
        DrawTicks(axis, 6);
        picture.Add(
            Text("label", Left - 10, LossTop - 14, "start", "nats per " + token),
            Text("label", Right + 10, LossTop - 14, "end", "bits per " + token));
        Axis bits = new(axis.Least / Likelihood.NatsPerBit, axis.Most / Likelihood.NatsPerBit, LossBottom, LossTop);
        foreach (double tick in bits.Ticks(6))
        {
            picture.Add(
                Element("line", "frame", ("x1", Right), ("x2", Right + 5), ("y1", bits.Place(tick)), ("y2", bits.Place(tick))),
                Text("tick", Right + 9, bits.Place(tick) + 4.5, "start", Figure.Of(tick, 5)));
        }

        DrawFrame(LossTop, LossBottom);
        if (losses.Length == 0)
        {
            picture.Add(Text("empty", (Left + Right) / 2, (LossTop + LossBottom) / 2, "middle", "no figures yet"));
        }

        DrawLine("training", training, axis);
        DrawLine("validation", validation, axis);
        if (validation.Count > 0)
        {
            picture.Add(Element("circle", "lowest", ("cx", steps.Place(Lowest.Step)), ("cy", axis.Place(Lowest.Value)), ("r", 6)));
        }
    }

    private void DrawRate()
    {
        double least = Math.Min(0, rate.Select(point => point.Value).DefaultIfEmpty(0).Min());
        double most = rate.Select(point => point.Value).DefaultIfEmpty(1).Max();
        Axis axis = Axis.Rounded(least, most, 2, RateBottom, RateTop);
        DrawTicks(axis, 2);
        picture.Add(Text("label", Left - 10, RateTop - 14, "start", "learning rate"));
        DrawFrame(RateTop, RateBottom);
        DrawLine("rate", rate, axis);
    }

    private void DrawSteps()
    {
        foreach (double tick in steps.Ticks(8, smallestStep: 1))
        {
            picture.Add(Text("tick", steps.Place(tick), RateBottom + 20, "middle", Figure.Of(tick)));
        }

        picture.Add(Text("label", (Left + Right) / 2, RateBottom + 44, "middle", "steps"));
    }

    // The ticks of a panel's left side, and the lines across it.
    private void DrawTicks(Axis axis, int intervals)
    {
        foreach (double tick in axis.Ticks(intervals))
        {
            double y = axis.Place(tick);
            picture.Add(
                Element("line", "grid", ("x1", Left), ("x2", Right), ("y1", y), ("y2", y)),
                Text("tick", Left - 9, y + 4.5, "end", Figure.Of(tick, 5)));
        }

        foreach (double tick in steps.Ticks(8, smallestStep: 1))
        {
            double x = steps.Place(tick);
            picture.Add(Element("line", "grid", ("x1", x), ("x2", x), ("y1", axis.Start), ("y2", axis.End)));
        }
    }

    private void DrawFrame(double top, double bottom) =>
        picture.Add(Element("rect", "frame", ("x", Left), ("y", top), ("width", Right - Left), ("height", bottom - top)));

    private void DrawLine(string kind, IReadOnlyList<CurvePoint> points, Axis axis)
    {
        if (points.Count > 1)
        {
            string path = string.Join(' ', points.Select(point => $"{Figure.Pixel(steps.Place(point.Step))},{Figure.Pixel(axis.Place(point.Value))}"));
            picture.Add(new XElement(Svg + "polyline", new XAttribute("class", kind), new XAttribute("points", path)));
        }

        if (points.Count <= MostDots)
        {
            picture.Add(points.Select(point => Element("circle", kind, ("cx", steps.Place(point.Step)), ("cy", axis.Place(point.Value)), ("r", 2.5))));
        }
    }

    private static XElement Element(string name, string kind, params (string Name, double Value)[] attributes) => new(
        Svg + name,
        new XAttribute("class", kind),
        attributes.Select(attribute => new XAttribute(attribute.Name, Figure.Pixel(attribute.Value))));

    private static XElement Text(string kind, double x, double y, string anchor, string text) => new(
        Svg + "text",
        new XAttribute("class", kind),
        new XAttribute("x", Figure.Pixel(x)),
        new XAttribute("y", Figure.Pixel(y)),
        new XAttribute("text-anchor", anchor),
        text);
}
