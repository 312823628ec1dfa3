using System.Globalization;

namespace CharRnn.Samples.Tests;

[TestClass]
public sealed class DomainNamesTests : IDisposable
{
    private static readonly string[] Words =
    [
        "river", "stone", "green", "house", "light", "mountain", "garden", "silver", "market", "winter", "summer", "travel", "music", "paper", "window",
        "bridge", "forest", "golden", "simple", "happy", "kitchen", "orange", "planet", "rocket", "school", "street", "sweet", "table", "tiger", "water",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Every_detector_is_measured_on_every_kind_of_made_names()
    {
        File.WriteAllLines(folder.File("names.txt"), from first in Words from second in Words select first + second);
        (int exitCode, string output, string errors) = SampleRun.Start("DomainNames", "", folder.File("names.txt"), "600");
        Assert.AreEqual(0, exitCode, errors);
        string[][] rows = [.. output.Split('\n').Where(line => line.Contains('.', StringComparison.Ordinal) && !line.Contains('%', StringComparison.Ordinal)).Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries))];
        Assert.HasCount(20, rows, output);
        CollectionAssert.AreEqual((string[])["CharRnn", "n-gram model", "CharRnn and FastTree *", "n-grams and SDCA *"], rows.Select(row => row[0]).Distinct().ToArray());
        CollectionAssert.AreEqual((string[])["letters", "letters and digits", "letter frequencies", "pronounceable", "all"], rows[..5].Select(row => row[1].Trim()).ToArray());
        foreach (string[] row in rows)
        {
            double[] figures = [.. row[2..].Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
            Assert.HasCount(3, figures);
            Assert.IsTrue(figures[0] > 0.9 && figures[1] <= figures[2] && figures[2] <= 1, output);
        }
    }

    [TestMethod]
    public void What_is_wrong_is_said_in_one_line()
    {
        File.WriteAllLines(folder.File("names.txt"), ["riverstone", "greenhouse", "Nämlich-nicht", "short"]);
        Assert.AreEqual((2, "", "usage: DomainNames NAMES.txt [COUNT]\n"), SampleRun.Start("DomainNames", ""));
        Assert.AreEqual((2, "", "usage: DomainNames NAMES.txt [COUNT]\n"), SampleRun.Start("DomainNames", "", folder.File("names.txt"), "many"));
        Assert.AreEqual(
            (1, "", $"COUNT is 2; {folder.File("names.txt")} has 2 names of 8 or more small letters, digits and hyphens, some of which must remain for the test.\n"),
            SampleRun.Start("DomainNames", "", folder.File("names.txt"), "2"));
        Assert.AreEqual(1, SampleRun.Start("DomainNames", "", "nowhere.txt").ExitCode);
    }
}
