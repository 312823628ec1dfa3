namespace CharRnn.Inference.Tests;

/// <summary>Graphs that CharRnn does not write, in files that have its documents. They are refused before ONNX Runtime opens them.</summary>
[TestClass]
public sealed class ForeignGraphTests
{
    // The field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
    private const int Graph = 7, Functions = 25, GraphNode = 1, Initializer = 5, SparseInitializer = 15, NodeName = 3, Operation = 4, Attribute = 5, Domain = 7;
    private const int AttributeGraph = 6, AttributeTensor = 5, Dimension = 1, Type = 2, Name = 8, RawData = 9, ExternalData = 13, DataLocation = 14;

    [TestMethod]
    [DataRow("Loop")]
    [DataRow("ConstantOfShape")]
    [DataRow("If")]
    [DataRow("")]
    public void An_operator_that_no_model_has_is_refused(string operation) =>
        AssertRefused(Node(operation), $"The model was not written by CharRnn: it has the operator {operation}.");

    [TestMethod]
    public void So_is_one_of_another_domain_and_one_in_the_body_of_another()
    {
        AssertRefused([.. Node("Add", ProtobufField.Of(Domain, "com.evil"))], "it has the operator com.evil.Add.");
        byte[] body = ProtobufField.Of(Attribute, ProtobufField.Of(AttributeGraph, ProtobufField.Of(GraphNode, ProtobufField.Of(Operation, "Loop"))));
        AssertRefused(Node("Scan", body), "it has the operator Loop.");
        byte[] deep = ProtobufField.Of(Attribute, ProtobufField.Of(AttributeGraph, ProtobufField.Of(GraphNode, ProtobufField.Of(Attribute, ProtobufField.Of(AttributeGraph, [])))));
        AssertRefused(Node("Scan", deep), "its graphs are nested too deep.");
        AssertRefused(Node("\u001b[31mred\n"), "it has the operator \\u001B[31mred\\n.");
        AssertRefused([.. Node("Gather"), .. Node("Gather"), .. Node("Gather")], "it has more than 2 of the operator Gather.");
    }

    [TestMethod]
    public void A_tensor_in_another_file_is_refused()
    {
        byte[] external = [.. ProtobufField.Of(Name, "secret"), .. ProtobufField.Of(ExternalData, [.. ProtobufField.Of(1, "location"), .. ProtobufField.Of(2, "/etc/passwd")])];
        AssertRefused(ProtobufField.Of(Initializer, external), "it keeps a tensor in another file.");
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Name, "secret"), .. ProtobufField.Of(DataLocation, 1)]), "it keeps a tensor in another file.");
    }

    [TestMethod]
    public void A_tensor_that_is_larger_than_its_data_or_holds_large_numbers_is_refused()
    {
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Dimension, 1_000_000), .. ProtobufField.Of(Type, 1)]), "it has a tensor of a shape that no model has.");
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Dimension, 60_000), .. ProtobufField.Of(Dimension, 60_000), .. ProtobufField.Of(Type, 1), .. ProtobufField.Of(Name, "a")]), "its tensor a has 0 bytes for 3600000000 values.");
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Dimension, 1), .. ProtobufField.Of(Type, 7), .. ProtobufField.Of(Name, "depth"), .. ProtobufField.Of(RawData, BitConverter.GetBytes(1L << 40))]), "its tensor depth holds numbers that no model has.");
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Dimension, 9), .. ProtobufField.Of(Type, 7), .. ProtobufField.Of(Name, "shape"), .. ProtobufField.Of(RawData, new byte[72])]), "its tensor shape holds numbers that no model has.");
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Dimension, 1), .. ProtobufField.Of(Type, 8), .. ProtobufField.Of(Name, "a")]), "its tensor a has type 8.");
    }

    [TestMethod]
    public void A_field_that_could_hide_one_of_these_is_refused()
    {
        AssertRefused(ProtobufField.Of(SparseInitializer, []), "its graph has field 15 of ONNX, which CharRnn does not write.");
        AssertRefused(Node("Add", ProtobufField.Of(Attribute, ProtobufField.Of(AttributeTensor, []))), "its attribute has field 5 of ONNX, which CharRnn does not write.");
        AssertRefused(Node("Loop", [.. ProtobufField.Of(NodeName, "Add"), .. ProtobufField.Of(Operation, 0)]), "is not an ONNX file: field 4 has another type than ONNX gives it.");
        AssertRefused(Node("Add", [.. ProtobufField.Of(Domain, "com.evil"), .. ProtobufField.Of(NodeName, ""), .. ProtobufField.Of(Domain, 0)]), "is not an ONNX file: field 7 has another type than ONNX gives it.");
        AssertRefused(ProtobufField.Of(Initializer, [.. ProtobufField.Of(Type, 7), .. ProtobufField.Of(Type, "x")]), "is not an ONNX file: field 2 has another type than ONNX gives it.");
        byte[] file = [.. File.ReadAllBytes(ShippedModel.Path), .. ProtobufField.Of(Functions, [])];
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => CharRnnModel.Load(file)).Message, "its file has field 25 of ONNX");
    }

    private static byte[] Node(string operation, params byte[] more) => ProtobufField.Of(GraphNode, [.. ProtobufField.Of(Operation, operation), .. more]);

    private static void AssertRefused(byte[] inGraph, string expected)
    {
        byte[] file = [.. File.ReadAllBytes(ShippedModel.Path), .. ProtobufField.Of(Graph, inGraph)];
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidModelException>(() => CharRnnModel.Load(file)).Message, expected);
    }
}
