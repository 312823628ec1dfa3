namespace CharRnn.Export.Tests;

[TestClass]
public sealed class QuantizedMatrixTests
{
    [TestMethod]
    public void A_matrix_is_rounded_row_by_row()
    {
        QuantizedMatrix matrix = QuantizedMatrix.ByRow(new WeightTensor("w", [3, 2], [1, -0.5f, 0, 0, -254, 3]));
        CollectionAssert.AreEqual((sbyte[])[127, -64, 0, 0, -127, 2], matrix.Values);
        CollectionAssert.AreEqual((float[])[1f / 127, 1, 2], matrix.Scales);
        CollectionAssert.AreEqual((sbyte[])[127, 0, -127, -64, 0, 2], matrix.TransposedValues());
    }
}
