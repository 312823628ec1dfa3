using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>The contents of an ONNX file that CharRnn wrote, read without running it.</summary>
/// <param name="Metadata">The three documents.</param>
/// <param name="Inputs">The name, type and shape of each input.</param>
/// <param name="Outputs">The name, type and shape of each output.</param>
/// <param name="Operators">The number of nodes by operator. The nodes in the body of a loop count once.</param>
public sealed record OnnxSummary(
    ModelMetadata Metadata, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<KeyValuePair<string, int>> Operators)
{
    private const int MaximumLength = 200; // characters of a name

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read, or CharRnn did not write it.</exception>
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
            using Stream stream = InputFile.Open(path, InputFile.MaximumLength);
            return ModelProto.Parser.ParseFrom(stream); // the parser bounds lengths and depth
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
            string name = VisibleText.Line(node.Domain.Length > 0 ? $"{node.Domain}.{node.OpType}" : node.OpType, MaximumLength);
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
        string shown = $"{value.Name} {(TensorProto.Types.DataType?)tensor?.ElemType ?? TensorProto.Types.DataType.Undefined} [{string.Join(", ", shape)}]";
        return VisibleText.Line(shown.ToLowerInvariant(), MaximumLength);
    }
}
