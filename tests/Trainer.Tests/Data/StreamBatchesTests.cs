namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class StreamBatchesTests
{
    // Of 3 streams over 0..30, each predicts 10: 0..9, 10..19, 20..29.
    private static readonly IdSequence Ids = new((byte[])[.. Enumerable.Range(0, 32).Select(id => (byte)id)]);

    [TestMethod]
    public void Rows_continue_from_batch_to_batch()
    {
        StreamBatches batches = new(Ids, batchSize: 3, sequenceLength: 4, dropPartial: true);
        Assert.AreEqual(2, batches.BatchCount);
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23], batches[0].Inputs);
        CollectionAssert.AreEqual((int[])[5, 6, 7, 8, 15, 16, 17, 18, 25, 26, 27, 28], batches[1].Targets);
        Assert.IsTrue(batches[0].StartsFromZero);
        Assert.IsFalse(batches[1].StartsFromZero);
        Assert.AreEqual(32 - 24, batches.LeftOver);
    }

    [TestMethod]
    public void A_shorter_last_batch_is_kept_where_asked()
    {
        StreamBatches batches = new(Ids, batchSize: 3, sequenceLength: 4, dropPartial: false);
        Assert.AreEqual(3, batches.BatchCount);
        Batch last = batches[2];
        Assert.AreEqual(2, last.SequenceLength);
        CollectionAssert.AreEqual((int[])[8, 9, 18, 19, 28, 29], last.Inputs);
        CollectionAssert.AreEqual((int[])[9, 10, 19, 20, 29, 30], last.Targets);
    }

    [TestMethod]
    public void A_text_shorter_than_a_batch_has_none() =>
        Assert.AreEqual(0, new StreamBatches(Ids.Slice(0, 12), batchSize: 3, sequenceLength: 4, dropPartial: true).BatchCount);
}
