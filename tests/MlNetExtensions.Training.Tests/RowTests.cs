using System.Text;
using CharRnn.MlNetExtensions.Training.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Training.Tests;

/// <summary>The texts in memory, and which of them are kept back.</summary>
[TestClass]
public sealed class RowTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void Texts_are_kept_as_they_are_and_lines_are_their_beginnings()
    {
        string[] texts = ["plain", "naïve", "日本語テキスト", "a😀b😀c", new string('x', 100_000)];
        TextRows rows = Read([texts[0], "", texts[1], null, .. texts[2..]]);
        CollectionAssert.AreEqual(texts, Enumerable.Range(0, rows.Count).Select(rows.TextOf).ToArray());
        Assert.AreEqual("日本語\na😀b\npla\nxxx\nnaï\n", Encoding.UTF8.GetString(rows.ToLines([2, 3, 0, 4, 1], maximumLength: 3)));
        Assert.AreEqual(5, rows.CountLonger([0, 1, 2, 3, 4], maximumLength: 4));
        Assert.AreEqual(2, rows.CountLonger([0, 1, 2, 3, 4], maximumLength: 5));
    }

    [TestMethod]
    public void A_lone_surrogate_is_kept_and_not_learned()
    {
        TextRows rows = Read(["a\uD83Db", "\uDE00", "\uFFFD"]);
        CollectionAssert.AreEqual((string[])["a\uD83Db", "\uFFFD"], Enumerable.Range(0, rows.Count).Select(rows.TextOf).ToArray());
        Assert.AreEqual("ab\n\uFFFD\n", Encoding.UTF8.GetString(rows.ToLines([0, 1], maximumLength: 3)));
    }

    [TestMethod]
    [DataRow(1000, 0.1, 0.05, 100)]
    [DataRow(1000, 0.1, 0.01, 100)]
    [DataRow(300, 0.1, 0.01, 99)] // as many as the rate needs
    [DataRow(198, 0.1, 0.01, 99)] // at most half
    [DataRow(30_000, 0.5, 0.01, 10_000)] // 100 of them above the threshold are enough
    public void A_split_keeps_back_what_the_rate_needs_and_no_more_than_is_of_use(int count, double fraction, double rate, int heldBack)
    {
        RowSplit split = Draw(count, new() { HeldBackFraction = fraction, Detection = { FalsePositiveRate = rate } });
        Assert.HasCount(heldBack, split.HeldBack);
        CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), split.HeldBack.Concat(split.Learned).Order().ToArray());
        Assert.AreEqual(count / 2.0, split.HeldBack.Average(), 4 * count / Math.Sqrt(12.0 * heldBack)); // from everywhere
    }

    [TestMethod]
    public void The_texts_that_are_kept_back_are_a_view_with_the_same_column() => CollectionAssert.AreEqual(
        (string[])["c", "a"], HeldBackView.Of(Read(["a", "b", "c"]), [2, 0], "Name").GetColumn<string>("Name").ToArray());

    [TestMethod]
    public void With_a_fixed_threshold_all_texts_are_learned() =>
        Assert.IsEmpty(Draw(2, new() { Detection = { Threshold = 4 } }).HeldBack);

    [TestMethod]
    [DataRow(10.0, 64, 7812)] // names: 5,000,000 characters
    [DataRow(100.0, 64, 1000)] // lines of a log
    public void A_training_has_as_many_steps_as_its_texts_are_long(double length, int batchSize, long steps) =>
        Assert.AreEqual(steps, LineModel.StepsFor(length, batchSize));

    private RowSplit Draw(int count, CharRnnTrainerOptions options) => RowSplit.Draw(Read(Made.Names(count, seed: 1)), options, "Text");

    private TextRows Read(string?[] texts)
    {
        IDataView view = Made.View(mlContext, texts);
        return TextRows.Read(view, view.Schema["Text"], default);
    }
}
