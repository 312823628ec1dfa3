using System.Runtime.InteropServices;
using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>
/// Builds an ONNX graph. Each method adds one element and returns its name. The body of a loop has a builder of its own, whose
/// initializers go to the outermost graph, so that weights are stored once.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly GraphProto graph;
    private readonly GraphBuilder root;
    private readonly HashSet<string> initializers = []; // of the outermost graph
    private readonly SortedSet<string> domains = new(StringComparer.Ordinal) { "" };

    public GraphBuilder(string name)
    {
        graph = new GraphProto { Name = name };
        root = this;
    }

    private GraphBuilder(string name, GraphBuilder root)
    {
        graph = new GraphProto { Name = name };
        this.root = root;
    }

    /// <summary>Gets the domains of the operators used here and in all bodies. The domain of ONNX itself is "".</summary>
    public IEnumerable<string> Domains => root.domains;

    /// <summary>Creates a builder for the body of a loop or a branch. The body can use all names of this graph.</summary>
    public GraphBuilder Body(string name) => new(name, root);

    /// <summary>Adds an input. A dimension is a number, or the name of one that is known only at run time.</summary>
    public string Input(string name, TensorProto.Types.DataType type, string description, params object[] shape)
    {
        graph.Input.Add(Value(name, type, description, shape));
        return name;
    }

    public void Output(string name, TensorProto.Types.DataType type, string description, params object[] shape) =>
        graph.Output.Add(Value(name, type, description, shape));

    public string Initializer(string name, ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) =>
        Initializer(name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(data), shape);

    public string Initializer(string name, ReadOnlySpan<double> data, params ReadOnlySpan<long> shape) =>
        Initializer(name, TensorProto.Types.DataType.Double, MemoryMarshal.AsBytes(data), shape);

    public string Initializer(string name, ReadOnlySpan<sbyte> data, params ReadOnlySpan<long> shape) =>
        Initializer(name, TensorProto.Types.DataType.Int8, MemoryMarshal.AsBytes(data), shape);

    public string Initializer(string name, ReadOnlySpan<long> data, ReadOnlySpan<long> shape) =>
        Initializer(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(data), shape);

    /// <summary>Adds a list of whole numbers.</summary>
    public string Initializer(string name, params ReadOnlySpan<long> data) =>
        Initializer(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(data), data.Length);

    /// <summary>Adds a whole number without dimensions.</summary>
    public string Scalar(string name, long value) =>
        Initializer(name, TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes((ReadOnlySpan<long>)[value]));

    /// <summary>
    /// Adds a tensor that is stored in 16 bits and used in 32. The Cast is in the outermost graph, so that a loop does not repeat it and
    /// ONNX Runtime can replace it by its result when it opens the file.
    /// </summary>
    public string WidenedInitializer(string name, ReadOnlySpan<Half> data, params ReadOnlySpan<long> shape)
    {
        string stored = Initializer($"{name}.fp16", TensorProto.Types.DataType.Float16, MemoryMarshal.AsBytes(data), shape);
        return root.Node("Cast", name, [stored], Attribute("to", TensorProto.Types.DataType.Float));
    }

    /// <summary>Adds a node with one output, which has the node's name. An empty input name leaves the input out.</summary>
    /// <returns>The name of the output.</returns>
    public string Node(string operation, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Node(operation, name, inputs, [name], attributes);

    /// <summary>Adds a node. An empty input name leaves the input out.</summary>
    /// <returns>The name of the first output.</returns>
    public string Node(string operation, string name, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        AddNode(operation, name, "", inputs, outputs, attributes);
        return outputs[0];
    }

    /// <summary>Adds a node of an operator that only ONNX Runtime has.</summary>
    /// <returns>The name of the first output.</returns>
    public string MicrosoftNode(string operation, string name, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        const string domain = "com.microsoft";
        root.domains.Add(domain);
        AddNode(operation, name, domain, inputs, outputs, attributes);
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

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Attribute(string name, string[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    public static AttributeProto Attribute(string name, TensorProto.Types.DataType type) => Attribute(name, (long)type);

    public static AttributeProto Attribute(string name, GraphBuilder body) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = body.Build() };

    public GraphProto Build() => graph;

    private void AddNode(string operation, string name, string domain, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = operation, Name = name };
        if (domain.Length > 0)
        {
            node.Domain = domain;
        }

        node.Input.AddRange(inputs.ToArray());
        node.Output.AddRange(outputs.ToArray());
        node.Attribute.AddRange(attributes.ToArray());
        graph.Node.Add(node);
    }

    // Adds each name once: every layer may ask for the same constant.
    private string Initializer(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> data, params ReadOnlySpan<long> shape)
    {
        if (root.initializers.Add(name))
        {
            TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
            tensor.Dims.AddRange(shape.ToArray());
            root.graph.Initializer.Add(tensor);
        }

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
