using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class LookAheadCursorTests : IDisposable
{
    private readonly MLContext mlContext = new(seed: 1);
    private readonly CharRnnModel model = CharRnnModel.Load(Data.ModelPath);

    public void Dispose() => model.Dispose();

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 3)]
    [DataRow(32, 256)]
    [DataRow(64, 64)]
    public void Rows_keep_their_order_ids_and_values_whatever_the_look_ahead(int batchSize, int lookAhead)
    {
        IDataView data = mlContext.Data.Cache(Data.View(mlContext, 300));
        IDataView scored = Transform(data, new LikelihoodOptions { BatchSize = batchSize, LookAhead = lookAhead });
        using DataViewRowCursor expected = data.GetRowCursor(data.Schema);
        using DataViewRowCursor actual = scored.GetRowCursor(scored.Schema);
        ValueGetter<DataViewRowId> expectedId = expected.GetIdGetter();
        ValueGetter<DataViewRowId> actualId = actual.GetIdGetter();
        ValueGetter<float> number = actual.GetGetter<float>(scored.Schema["Number"]);
        ValueGetter<VBuffer<float>> three = actual.GetGetter<VBuffer<float>>(scored.Schema["Three"]);
        ValueGetter<VBuffer<float>> score = actual.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> vector = default;
        float value = 0;
        DataViewRowId id1 = default, id2 = default;
        for (int row = 0; row < 300; row++)
        {
            Assert.IsTrue(expected.MoveNext());
            Assert.IsTrue(actual.MoveNext());
            Assert.AreEqual(row, actual.Position);
            expectedId(ref id1);
            actualId(ref id2);
            Assert.AreEqual(id1, id2);
            number(ref value);
            Assert.AreEqual(row, value);
            three(ref vector);
            Assert.AreEqual(-row, vector.GetItemOrDefault(1));
            score(ref vector);
            Data.AreScoresOf(model, Data.Texts[row % Data.Texts.Length], vector.GetValues());
        }

        Assert.IsFalse(actual.MoveNext());
        Assert.AreEqual(-1, actual.Position);
        Assert.IsFalse(actual.MoveNext());
        Assert.ThrowsExactly<InvalidOperationException>(() => number(ref value));
    }

    [TestMethod]
    [DataRow("Text", "Number", "Score")]
    [DataRow("Text", "Number")]
    public void There_are_no_values_before_the_first_row_and_after_the_last(params string[] columns)
    {
        IDataView scored = Transform(Data.View(mlContext, 3));
        using DataViewRowCursor cursor = scored.GetRowCursor(columns.Select(name => scored.Schema[name]));
        List<Action> reads = [Read(cursor.GetIdGetter()), Read(cursor.GetGetter<float>(scored.Schema["Number"])), Read(cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["Text"]))];
        if (columns.Contains("Score"))
        {
            reads.Add(Read(cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"])));
        }

        AssertNoValues();
        while (cursor.MoveNext())
        {
            reads.ForEach(read => read());
        }

        AssertNoValues();

        void AssertNoValues()
        {
            foreach (Action read in reads)
            {
                StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(read).Message, "MoveNext");
            }
        }

        static Action Read<T>(ValueGetter<T> getter) => () =>
        {
            T value = default!;
            getter(ref value);
        };
    }

    [TestMethod]
    public void Values_that_are_disposed_are_passed_on_and_not_kept()
    {
        IDataView scored = Transform(new PictureView(Data.View(mlContext, 100)));
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<Picture> getPicture = cursor.GetGetter<Picture>(scored.Schema["Picture"]);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        ValueGetter<float> getNumber = cursor.GetGetter<float>(scored.Schema["Number"]);
        List<Picture> kept = [];
        for (int row = 0; cursor.MoveNext(); row++)
        {
            Picture picture = null!;
            VBuffer<float> score = default;
            float number = 0;
            getScore(ref score); // before and after the picture is read
            getPicture(ref picture);
            getNumber(ref number);
            Data.AreScoresOf(model, Data.Texts[row % Data.Texts.Length], score.GetValues());
            Assert.AreEqual((row, (float)row), (picture.Row, number));
            kept.Add(picture);
            if (row == 50)
            {
                Picture previous = picture;
                getPicture(ref picture); // the reader gives one back, as ML.NET's do
                Assert.IsTrue(previous.IsDisposed);
                kept[row] = picture;
            }
        }

        Assert.HasCount(100, kept);
        Assert.IsFalse(kept.Any(picture => picture.IsDisposed));
    }

    [TestMethod]
    public void Threads_change_no_score()
    {
        float[][] expected = [.. Transform(Data.View(mlContext, 100), new LikelihoodOptions { BatchSize = 4, Threads = 1 }).GetColumn<float[]>("Score")];
        foreach (int threads in (int[])[0, 2, 7])
        {
            IDataView scored = Transform(Data.View(mlContext, 100), new LikelihoodOptions { BatchSize = 4, Threads = threads });
            foreach ((float[] first, float[] second) in expected.Zip(scored.GetColumn<float[]>("Score")))
            {
                CollectionAssert.AreEqual(first, second);
            }
        }
    }

    [TestMethod]
    public void A_reader_may_keep_the_vectors_that_it_was_given()
    {
        IDataView scored = Transform(Data.View(mlContext, 40), new LikelihoodOptions { BatchSize = 4, LookAhead = 8 });
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        ValueGetter<VBuffer<float>> three = cursor.GetGetter<VBuffer<float>>(scored.Schema["Three"]);
        List<VBuffer<float>> kept = [];
        while (cursor.MoveNext())
        {
            VBuffer<float> vector = default;
            three(ref vector);
            kept.Add(vector);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Select(i => (float)i).ToArray(), kept.Select(vector => vector.GetItemOrDefault(0)).ToArray());
    }

    [TestMethod]
    public void Nothing_is_read_ahead_where_no_score_is_asked_for()
    {
        WatchedView source = new(Data.View(mlContext, 1000));
        IDataView scored = Transform(source);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Number"]]);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(1, source.RowsRead);
        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["Text"]));
        Assert.IsTrue(cursor.IsColumnActive(scored.Schema["Number"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]));
        Assert.AreEqual(1000, scored.GetRowCount());
    }

    [TestMethod]
    public void Who_stops_early_has_waited_for_one_batch_and_closes_the_source()
    {
        WatchedView source = new(Data.View(mlContext, 1000));
        IDataView scored = Transform(source, new LikelihoodOptions { BatchSize = 8, LookAhead = 64 });
        Data.AreScoresOf(model, Data.Texts[0], scored.GetColumn<float[]>("Score").First());
        Assert.AreEqual(8, source.RowsRead);
        Assert.AreEqual(0, source.OpenCursors);
    }

    [TestMethod]
    public void A_cursor_can_be_closed_twice_and_unread()
    {
        WatchedView source = new(Data.View(mlContext, 10));
        IDataView scored = Transform(source);
        DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(1, source.OpenCursors);
        cursor.Dispose();
        cursor.Dispose();
        Assert.AreEqual(0, source.OpenCursors);
        scored.GetRowCursor([]).Dispose();
        Assert.AreEqual(0, source.OpenCursors);
    }

    [TestMethod]
    public void Take_skip_shuffle_and_preview_see_the_same_scores()
    {
        IDataView scored = Transform(Data.View(mlContext, 100));
        float[][] all = [.. scored.GetColumn<float[]>("Score")];
        float[][] middle = [.. mlContext.Data.TakeRows(mlContext.Data.SkipRows(scored, 30), 20).GetColumn<float[]>("Score")];
        Assert.HasCount(20, middle);
        AreEqual(all[30], middle[0]);
        AreEqual(all[49], middle[19]);

        foreach (IDataView shuffled in (IDataView[])[mlContext.Data.ShuffleRows(scored, seed: 5, shufflePoolSize: 30), Transform(mlContext.Data.ShuffleRows(Data.View(mlContext, 100), seed: 5))])
        {
            Scored[] rows = [.. mlContext.Data.CreateEnumerable<Scored>(shuffled, reuseRowObject: false)];
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).Select(i => (float)i).ToArray(), rows.Select(row => row.Number).ToArray());
            CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).Select(i => (float)i).ToArray(), rows.Select(row => row.Number).ToArray());
            foreach (Scored row in rows)
            {
                AreEqual(all[(int)row.Number], row.Score);
            }
        }

        DataDebuggerPreview preview = scored.Preview(maxRows: 5);
        Assert.HasCount(5, preview.RowView);
        VBuffer<float> last = (VBuffer<float>)preview.RowView[4].Values.Single(value => value.Key == "Score").Value;
        AreEqual(all[4], [.. last.DenseValues()]);
    }

    [TestMethod]
    public void A_cache_before_or_after_changes_nothing()
    {
        IDataView scored = Transform(Data.View(mlContext, 50));
        float[][] expected = [.. scored.GetColumn<float[]>("Score")];
        WatchedView source = new(Data.View(mlContext, 50));
        IDataView cached = mlContext.Data.Cache(Transform(source), "Score");
        for (int pass = 0; pass < 2; pass++)
        {
            foreach ((float[] first, float[] second) in expected.Zip(cached.GetColumn<float[]>("Score")))
            {
                AreEqual(first, second);
            }
        }

        Assert.AreEqual(50, source.RowsRead);
        foreach ((float[] first, float[] second) in expected.Zip(Transform(mlContext.Data.Cache(Data.View(mlContext, 50))).GetColumn<float[]>("Score")))
        {
            AreEqual(first, second);
        }
    }

    [TestMethod]
    public void A_set_of_cursors_shares_the_rows_out_and_their_batches_restore_the_order()
    {
        IDataView scored = Transform(mlContext.Data.Cache(Data.View(mlContext, 500)));
        DataViewRowCursor[] cursors = scored.GetRowCursorSet([scored.Schema["Number"], scored.Schema["Score"]], 3);
        List<(long Batch, float Number, float[] Score)>[] parts = [.. cursors.Select(_ => new List<(long, float, float[])>())];
        Parallel.For(0, cursors.Length, i =>
        {
            using DataViewRowCursor cursor = cursors[i];
            ValueGetter<float> number = cursor.GetGetter<float>(scored.Schema["Number"]);
            ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            while (cursor.MoveNext())
            {
                float value = 0;
                VBuffer<float> vector = default;
                number(ref value);
                score(ref vector);
                parts[i].Add((cursor.Batch, value, [.. vector.DenseValues()]));
            }
        });
        (long Batch, float Number, float[] Score)[] rows = [.. parts.SelectMany(part => part).OrderBy(row => row.Batch)];
        CollectionAssert.AreEqual(Enumerable.Range(0, 500).Select(i => (float)i).ToArray(), rows.Select(row => row.Number).ToArray());
        foreach ((int i, (long _, float _, float[] score)) in rows.Index())
        {
            Data.AreScoresOf(model, Data.Texts[i % Data.Texts.Length], score);
        }
    }

    [TestMethod]
    public void A_split_scores_each_row_once()
    {
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(Data.View(mlContext, 200), testFraction: 0.25);
        Scored[] train = [.. mlContext.Data.CreateEnumerable<Scored>(Transform(split.TrainSet), reuseRowObject: false)];
        Scored[] test = [.. mlContext.Data.CreateEnumerable<Scored>(Transform(split.TestSet), reuseRowObject: false)];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).Select(i => (float)i).ToArray(), train.Concat(test).Select(row => row.Number).ToArray());
        foreach (Scored row in test)
        {
            Data.AreScoresOf(model, row.Text, row.Score);
        }
    }

    [TestMethod]
    public void What_fails_in_the_source_fails_at_its_own_row()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(Data.Rows(20).Select((row, i) => i == 10 ? throw new InvalidDataException("row ten") : row));
        List<float[]> scores = [];
        InvalidDataException exception = Assert.ThrowsExactly<InvalidDataException>(() =>
        {
            foreach (float[] score in Transform(data).GetColumn<float[]>("Score"))
            {
                scores.Add(score);
            }
        });
        Assert.AreEqual("row ten", exception.Message);
        Assert.HasCount(10, scores);
    }

    private static void AreEqual(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Data.AreClose(expected[i], actual[i], new string(' ', 200));
        }
    }

    private IDataView Transform(IDataView data, LikelihoodOptions? options = null) =>
        mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, options).Fit(data).Transform(data);
}
