namespace CharRnn.Export.Tests;

[TestClass]
public sealed class GateOrderTests
{
    [TestMethod]
    public void Gates_go_from_PyTorchs_order_to_that_of_ONNX()
    {
        // Two rows a gate: i, f, g, o become i, o, f, c.
        WeightTensor weight = new("w", [8, 1], [0, 1, 10, 11, 20, 21, 30, 31]);
        CollectionAssert.AreEqual((float[])[0, 1, 30, 31, 10, 11, 20, 21], GateOrder.ToOnnx(Cell.Lstm, weight));

        // Two rows a gate: r, z, n become z, r, h.
        WeightTensor gru = new("w", [6, 1], [0, 1, 10, 11, 20, 21]);
        CollectionAssert.AreEqual((float[])[10, 11, 0, 1, 20, 21], GateOrder.ToOnnx(Cell.Gru, gru));
        CollectionAssert.AreEqual(gru.Data, GateOrder.ToOnnx(Cell.Rnn, gru));
    }
}
