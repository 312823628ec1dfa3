using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class TextMapperTests : IDisposable
{
    private readonly MLContext mlContext = new();
    private readonly CharRnnModel model = CharRnnModel.Load(Data.ModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void It_depends_on_the_text_only_where_a_score_is_asked_for()
    {
        (IRowToRowMapper mapper, IDataView _) = Mapper();
        CollectionAssert.AreEqual(new[] { "Number" }, Dependencies(mapper, "Number"));
        CollectionAssert.AreEqual(new[] { "Text" }, Dependencies(mapper, "Score"));
        CollectionAssert.AreEquivalent(new[] { "Number", "Text" }, Dependencies(mapper, "Number", "Score"));
        CollectionAssert.AreEqual(new[] { "Text" }, Dependencies(mapper, "Text", "Score"));
        Assert.IsEmpty(Dependencies(mapper));
    }

    [TestMethod]
    public void A_row_is_scored_anew_when_its_input_moves_on_and_closes_it()
    {
        (IRowToRowMapper mapper, IDataView data) = Mapper();
        DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]);
        VBuffer<float> score = default;
        foreach (string text in Data.Texts)
        {
            Assert.IsTrue(cursor.MoveNext());
            getter(ref score);
            Data.AreScoresOf(model, text, score.GetValues());
            getter(ref score);
            Data.AreScoresOf(model, text, score.GetValues());
        }

        row.Dispose();
        row.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => getter(ref score));
    }

    [TestMethod]
    public void Columns_that_are_not_asked_for_are_not_there()
    {
        (IRowToRowMapper mapper, IDataView data) = Mapper();
        using DataViewRow row = mapper.GetRow(data.GetRowCursor(data.Schema), [mapper.OutputSchema["Number"]]);
        Assert.IsTrue(row.IsColumnActive(mapper.OutputSchema["Number"]));
        Assert.IsFalse(row.IsColumnActive(mapper.OutputSchema["Score"]));
        InvalidOperationException exception = Assert.ThrowsExactly<InvalidOperationException>(() => row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]));
        Assert.AreEqual("Column 'Score' is not active in this row; it must be among the columns that the cursor was asked for.", exception.Message);
    }

    [TestMethod]
    public void There_are_no_values_before_the_first_row_and_after_the_last()
    {
        (IRowToRowMapper mapper, IDataView data) = Mapper();
        DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        using DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        ValueGetter<VBuffer<float>> score = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]);
        ValueGetter<float> number = row.GetGetter<float>(mapper.OutputSchema["Number"]);
        AssertNoValues();
        while (cursor.MoveNext())
        {
        }

        AssertNoValues();

        void AssertNoValues()
        {
            VBuffer<float> vector = default;
            float value = 0;
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => score(ref vector)).Message, "MoveNext");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => number(ref value)).Message, "MoveNext");
        }
    }

    private static string[] Dependencies(IRowToRowMapper mapper, params string[] columns) =>
        [.. mapper.GetDependencies(columns.Select(name => mapper.OutputSchema[name])).Select(column => column.Name)];

    private (IRowToRowMapper Mapper, IDataView Data) Mapper()
    {
        IDataView data = Data.View(mlContext, Data.Texts.Length);
        return (mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(data).GetRowToRowMapper(data.Schema), data);
    }
}
