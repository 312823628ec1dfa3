using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>What an ONNX file that CharRnn wrote says of itself, read without running it.</summary>
/// <param name="Metadata">The three documents.</param>
/// <param name="Inputs">Each input as text: name, type and shape.</param>
/// <param name="Outputs">Each output likewise.</param>
/// <param name="Operators">How many nodes of each operator there are, those of loops' bodies counted once, by name.</param>
public sealed record OnnxSummary(
    ModelMetadata Metadata, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<KeyValuePair<string, int>> Operators)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidModelException">It cannot be read, or is not such a file; the message says why.</exception>
    public static OnnxSummary Read(string path)
    {
        ModelProto model = Parse(path);
        Dictionary<string, string> documents = [];
        foreach (StringStringEntryProto property in model.MetadataProps)
        {
            documents[property.Key] = property.Value;
        }

        GraphProto graph = model.Graph ?? throw new InvalidModelException($"{path} is not an ONNX file: it has no graph.");
        SortedDictionary<string, int> operators = new(StringComparer.Ordinal);
        Count(graph, operators);
        return new OnnxSummary(
            ModelMetadata.FromDocuments(documents, path),
            [.. graph.Input.Select(Show)],
            [.. graph.Output.Select(Show)],
            [.. operators]);
    }

    private static ModelProto Parse(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return ModelProto.Parser.ParseFrom(stream); // which bounds lengths by the message, and depth by its own limit
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidModelException($"{path} is not an ONNX file: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    private static void Count(GraphProto graph, SortedDictionary<string, int> operators)
    {
        foreach (NodeProto node in graph.Node)
        {
            string name = node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType;
            operators[name] = operators.GetValueOrDefault(name) + 1;
            foreach (AttributeProto attribute in node.Attribute)
            {
                if (attribute.G is { } body)
                {
                    Count(body, operators);
                }
            }
        }
    }

    private static string Show(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        IEnumerable<string> shape = tensor?.Shape?.Dim.Select(size => size.HasDimParam ? size.DimParam : $"{size.DimValue}") ?? [];
        return $"{value.Name} {(TensorProto.Types.DataType?)tensor?.ElemType ?? TensorProto.Types.DataType.Undefined} [{string.Join(", ", shape)}]".ToLowerInvariant();
    }
}
