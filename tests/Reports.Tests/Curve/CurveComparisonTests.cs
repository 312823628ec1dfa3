using System.Xml.Linq;

namespace CharRnn.Reports.Tests;

[TestClass]
public sealed class CurveComparisonTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [TestMethod]
    public void Every_curve_has_its_line_and_its_name()
    {
        XElement picture = CurveComparison.Draw("A task", "nats", [new("one", [(0, 2), (1, 1), (2, 0.5)]), new("<two>", [(0, 2), (4, 1)])]);
        CollectionAssert.AreEqual((string[])["one", "<two>"], picture.Elements(Svg + "text").Where(text => (string?)text.Attribute("class") == "legend").Select(text => text.Value).ToArray());
        string[] lines = [.. picture.Elements(Svg + "polyline").Select(line => (string)line.Attribute("points")!)];
        Assert.AreEqual("70,80 212.5,250 355,335", lines[0]);
        Assert.AreEqual("70,80 640,250", lines[1]);
        StringAssert.Contains(picture.ToString(), "one: 0.500. &lt;two&gt;: 1.000.");
    }

    [TestMethod]
    public void A_loss_far_above_all_beginnings_and_ends_does_not_press_the_others_flat()
    {
        XElement picture = CurveComparison.Draw("A task", "nats", [new("one", [(0, 2), (2, 30_000), (4, 1)])]);
        Assert.AreEqual("70,80 355,80 640,250", (string)picture.Element(Svg + "polyline")!.Attribute("points")!);
    }

    [TestMethod]
    public void A_loss_that_is_not_finite_is_left_out()
    {
        XElement picture = CurveComparison.Draw("A task", "nats", [new("one", [(0, 2), (1, double.NaN), (2, 1)])]);
        Assert.AreEqual("70,80 640,250", (string)picture.Element(Svg + "polyline")!.Attribute("points")!);
    }
}
