using System.Globalization;
using System.Xml.Linq;

namespace CharRnn.Reports.Tests;

[TestClass]
public sealed class TrainingCurveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow(2, 2, 0)]
    [DataRow(80, 80, 8)]
    [DataRow(1000, 1000, 100)]
    [DataRow(1001, 1000, 100)]
    [DataRow(100_000, 1000, 1000)]
    public void A_line_has_a_point_a_value_up_to_a_thousand(int lines, int trainingPoints, int validationPoints)
    {
        RunMaker.Make(folder, lines);
        XDocument picture = Draw();
        Assert.IsInRange(trainingPoints / 2, trainingPoints, Points(picture, "training").Length);
        Assert.AreEqual(lines <= 1000 ? trainingPoints : Points(picture, "training").Length, Points(picture, "training").Length);
        Assert.IsInRange(validationPoints / 2, validationPoints, Points(picture, "validation").Length);
    }

    [TestMethod]
    public void Thinning_keeps_both_ends_and_every_peak()
    {
        RunMaker.Make(folder, string.Concat(Enumerable.Range(0, 100_000).Select(i => RunMaker.Line(i, i switch { 77_777 => 9, 33_333 => 0.5, _ => 2 + (0.001 * (i % 7)) }, null))));
        (double X, double Y)[] points = Points(Draw(), "training");
        Assert.AreEqual(70, points[0].X);
        Assert.AreEqual(830, points[^1].X);
        Assert.AreEqual(70 + (760 * 0.77777), points.MinBy(point => point.Y).X, 0.1);
        Assert.AreEqual(70 + (760 * 0.33333), points.MaxBy(point => point.Y).X, 0.1);
        CollectionAssert.AreEqual(points.Select(point => point.X).Order().ToArray(), points.Select(point => point.X).ToArray());
    }

    [TestMethod]
    public void Nothing_measured_yet_is_said()
    {
        File.WriteAllText(folder.File("config.json"), RunMaker.Config);
        foreach (string metrics in (string[])["", "{\"step\":5", "{\"step\":5}\n"])
        {
            File.WriteAllText(folder.File("metrics.jsonl"), metrics);
            XDocument picture = Draw();
            Assert.AreEqual("no figures yet", Texts(picture, "empty").Single());
            Assert.IsEmpty(Of(picture, "polyline"));
        }

        File.Delete(folder.File("metrics.jsonl"));
        Assert.AreEqual("no figures yet", Texts(Draw(), "empty").Single());
    }

    [TestMethod]
    public void One_point_shows_as_a_dot()
    {
        RunMaker.Make(folder, RunMaker.Line(50, 2.5, 2.25));
        XDocument picture = Draw();
        Assert.IsEmpty(Of(picture, "polyline"));
        CollectionAssert.AreEquivalent((string[])["lowest", "training", "validation", "lowest", "rate"], Of(picture, "circle").Select(circle => circle.Attribute("class")!.Value).ToArray());
    }

    [TestMethod]
    public void The_lowest_validation_loss_is_marked_with_its_value()
    {
        RunMaker.Make(folder, RunMaker.Line(500, 2, 1.5) + RunMaker.Line(1000, 1.25, 1) + RunMaker.Line(2000, 1, 1.25));
        XDocument picture = Draw();
        Assert.AreEqual("lowest 1.000 nats, 1.443 bits at step 1,000", Texts(picture, "mark").Single());
        XElement ring = Of(picture, "circle").Last(circle => circle.Attribute("class")!.Value == "lowest");
        Assert.AreEqual("450", ring.Attribute("cx")!.Value);
        Assert.AreEqual(Points(picture, "validation")[1].Y, double.Parse(ring.Attribute("cy")!.Value, CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void A_screen_reader_is_told_the_losses()
    {
        RunMaker.Make(folder, RunMaker.Line(500, 2, 1.5) + RunMaker.Line(1000, 1.25, 1) + RunMaker.Line(2000, 1.75, 1.25));
        XDocument picture = Draw();
        Assert.AreEqual("img", picture.Root!.Attribute("role")!.Value);
        Assert.AreEqual(picture.Root.Attribute("aria-label")!.Value, Of(picture, "title").Single().Value);
        Assert.AreEqual(
            "Training loss from 2.000 to 1.750 nats per character in 2,000 steps. Lowest validation loss 1.000 nats, 1.443 bits at step 1,000.",
            Of(picture, "desc").Single().Value);
        RunMaker.Make(folder, RunMaker.Line(500, 2, null));
        Assert.AreEqual("Training loss from 2.000 to 2.000 nats per character in 500 steps.", Of(Draw(), "desc").Single().Value);
        RunMaker.Make(folder, "");
        Assert.AreEqual("No figures yet.", Of(Draw(), "desc").Single().Value);
    }

    [TestMethod]
    public void Ticks_stand_at_round_numbers_inside_the_picture()
    {
        RunMaker.Make(folder, RunMaker.Line(50, 2.7268, 2.6) + RunMaker.Line(4000, 0.8600, 0.9109));
        CollectionAssert.AreEqual(
            (string[])[
                "0.5", "1", "1.5", "2", "2.5", "3",
                "1", "2", "3", "4",
                "0", "0.005", "0.01",
                "0", "500", "1,000", "1,500", "2,000", "2,500", "3,000", "3,500", "4,000",
            ],
            Texts(Draw(), "tick").ToArray());
    }

    [TestMethod]
    public void Ticks_differ_where_the_values_hardly_do()
    {
        RunMaker.Make(folder, RunMaker.Line(50, 0.91, 0.91) + RunMaker.Line(100, 0.9100001, 0.91));
        string[] ticks = [.. Texts(Draw(), "tick")];
        CollectionAssert.AreEqual((string[])["0.8", "0.85", "0.9", "0.95", "1", "1.05"], ticks[..6]);
    }

    [TestMethod]
    [DataRow("\"NaN\"")]
    [DataRow("\"Infinity\"")]
    [DataRow("1e999")]
    [DataRow("null")]
    public void What_is_not_a_number_is_skipped(string value)
    {
        RunMaker.Make(folder, RunMaker.Line(1, 3, null) + $"{{\"step\":2,\"train_loss_nats\":{value}}}\n" + RunMaker.Line(3, 2, null));
        Assert.HasCount(2, Points(Draw(), "training"));
    }

    [TestMethod]
    public void Extreme_values_stay_in_the_picture()
    {
        foreach (double loss in (double[])[0, 1e-300, -5, 40, 1e300])
        {
            RunMaker.Make(folder, RunMaker.Line(1, loss, loss) + RunMaker.Line(long.MaxValue / 1024, 1.5, loss));
            foreach ((double x, double y) in Points(Draw(), "training"))
            {
                Assert.IsInRange(70, 830, x);
                Assert.IsInRange(102, 380, y);
            }
        }
    }

    [TestMethod]
    public void A_last_line_that_a_kill_cut_is_left_out()
    {
        string whole = RunMaker.Line(50, 3, null) + RunMaker.Line(100, 2, null);
        string cut = RunMaker.Line(150, 1, null);
        for (int length = 1; length < cut.Length - 1; length += 12)
        {
            RunMaker.Make(folder, whole + cut[..length]);
            Assert.HasCount(2, Points(Draw(), "training"));
        }
    }

    [TestMethod]
    public void Steps_that_go_back_replace_what_was_there()
    {
        RunMaker.Make(folder, string.Concat(RunMaker.Line(50, 3, null), RunMaker.Line(100, 2, 0.1), RunMaker.Line(150, 1, null), RunMaker.Line(100, 2, 1.5)));
        XDocument picture = Draw();
        Assert.HasCount(2, Points(picture, "training"));
        StringAssert.StartsWith(Texts(picture, "mark").Single(), "lowest 1.500 nats");
    }

    [TestMethod]
    [DataRow("{\"step\":5")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("{}")]
    [DataRow("{\"step\":-1}")]
    [DataRow("{\"step\":1,\"train_loss_nats\":\"low\"}")]
    [DataRow("\0\0\0")]
    public void A_damaged_line_is_left_out(string damaged)
    {
        RunMaker.Make(folder, RunMaker.Line(50, 3, null) + damaged + "\n" + RunMaker.Line(100, 2, null));
        Assert.HasCount(2, Points(Draw(), "training"));
    }

    [TestMethod]
    public void What_is_not_a_run_is_refused()
    {
        string message = Assert.ThrowsExactly<InvalidModelException>(() => TrainingCurve.Write(folder.Path)).Message;
        Assert.AreEqual($"{folder.Path} is not a run of CharRnn: it has no config.json.", message);
    }

    [TestMethod]
    public void A_place_that_cannot_be_written_is_named()
    {
        RunMaker.Make(folder, 3);
        Directory.CreateDirectory(Path.Combine(folder.File("curve.svg"), "occupied"));
        string message = Assert.ThrowsExactly<CharRnnException>(() => TrainingCurve.Write(folder.Path)).Message;
        StringAssert.StartsWith(message, $"Cannot write {folder.File("curve.svg")}: ");
    }

    [TestMethod]
    public void The_name_is_text_and_not_markup()
    {
        string path = folder.File("<b>&\u0007\"run\"");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "config.json"), RunMaker.Config);
        XDocument picture = XDocument.Load(TrainingCurve.Write(path + "/"));
        Assert.AreEqual("Training curve of <b>&\\u0007\"run\"", Texts(picture, "heading").Single());
    }

    private XDocument Draw()
    {
        string path = TrainingCurve.Write(folder.Path);
        Assert.AreEqual(folder.File("curve.svg"), path);
        return XDocument.Parse(File.ReadAllText(path));
    }

    private static IEnumerable<XElement> Of(XDocument picture, string name) => picture.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    private static IEnumerable<string> Texts(XDocument picture, string kind) =>
        Of(picture, "text").Where(text => text.Attribute("class")!.Value == kind).Select(text => text.Value);

    private static (double X, double Y)[] Points(XDocument picture, string kind)
    {
        XElement? line = Of(picture, "polyline").SingleOrDefault(line => line.Attribute("class")!.Value == kind);
        return line is null
            ? []
            : [.. line.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',')).Select(
                point => (double.Parse(point[0], CultureInfo.InvariantCulture), double.Parse(point[1], CultureInfo.InvariantCulture)))];
    }
}
