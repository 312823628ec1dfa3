using System.Runtime.InteropServices;
using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>Puts an ONNX graph together: each method adds one thing and returns the name by which others refer to it.</summary>
internal sealed class GraphBuilder(string name)
{
    private readonly GraphProto graph = new() { Name = name };

    /// <summary>A dimension is a number, or the name of one that is known only at run time.</summary>
    public string Input(string name, TensorProto.Types.DataType type, string description, params object[] shape)
    {
        graph.Input.Add(Value(name, type, description, shape));
        return name;
    }

    public void Output(string name, TensorProto.Types.DataType type, string description, params object[] shape) =>
        graph.Output.Add(Value(name, type, description, shape));

    public string Initializer(string name, ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) =>
        Initializer(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(data), shape);

    public string Initializer(string name, ReadOnlySpan<long> data) =>
        Initializer(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(data), data.Length);

    /// <summary>Adds a node; an input of "" is one that is left out.</summary>
    /// <returns>Its first output.</returns>
    public string Node(string operation, string name, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = operation, Name = name };
        node.Input.AddRange(inputs.ToArray());
        node.Output.AddRange(outputs.ToArray());
        node.Attribute.AddRange(attributes.ToArray());
        graph.Node.Add(node);
        return outputs[0];
    }

    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, params ReadOnlySpan<long> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }

    public static AttributeProto Attribute(string name, string value)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.Add(ByteString.CopyFromUtf8(value));
        return attribute;
    }

    public GraphProto Build() => graph;

    private string Initializer(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> data, params ReadOnlySpan<long> shape)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.AddRange(shape.ToArray());
        graph.Initializer.Add(tensor);
        return name;
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, string description, object[] shape)
    {
        TensorShapeProto dimensions = new();
        foreach (object size in shape)
        {
            dimensions.Dim.Add(size is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = (int)size });
        }

        return new ValueInfoProto
        {
            Name = name,
            DocString = description,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
