using System.Runtime.InteropServices;
using System.Text;

namespace CharRnn.Inference;

/// <summary>
/// Reads an ONNX file before ONNX Runtime does, which runs parts of a graph as it opens it. It returns the documents, and refuses what
/// <c>charrnn export</c> does not write: other operators or more of them, data in other files, constants that make a small graph
/// compute much, and fields that can hide any of these.
/// </summary>
internal sealed class OnnxFile
{
    private const int MaximumDepth = 1; // of graphs in a graph: the step of a Scan
    private const int MaximumDimension = Vocabulary.MaximumSize;
    private const int MaximumDimensions = 4;
    private const int MaximumNumbers = 8; // in a list of whole numbers, such as axes

    private readonly Dictionary<string, string> documents = [];
    private readonly Dictionary<string, int> counts = [];

    private OnnxFile()
    {
    }

    /// <summary>Reads the documents in a file's metadata.</summary>
    /// <exception cref="InvalidModelException">It is not an ONNX file, or not one that CharRnn wrote.</exception>
    public static IReadOnlyDictionary<string, string> ReadDocuments(ReadOnlySpan<byte> file, string source)
    {
        OnnxFile onnx = new();
        try
        {
            onnx.ReadModel(file);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidModelException($"{source} is not an ONNX file: {exception.Message}.", exception);
        }
        catch (NotSupportedException exception)
        {
            ModelMetadata.Require(onnx.documents, ModelMetadata.DescriptionKey, source); // the better message for a model of others
            throw new InvalidModelException($"{source} was not written by CharRnn: {exception.Message}.", exception);
        }

        return onnx.documents;
    }

    /// <summary>How often an operator occurs at most, in a model of eight layers, whatever its cell, precision, task and directions.</summary>
    private static int MostOf(string operation) => operation switch
    {
        "OneHot" or "Softmax" => 1,
        "Gather" => 2,
        "MatMul" => 4,
        "GRU" or "LSTM" or "RNN" or "com.microsoft.DynamicQuantizeLSTM" => 8,
        "Reshape" => 9,
        "Transpose" => 11,
        "Identity" or "Relu" or "Scan" or "Sub" or "Tanh" or "Unsqueeze" => 16,
        "Squeeze" => 17,
        "Concat" => 18,
        "Sigmoid" => 32,
        "DynamicQuantizeLinear" or "MatMulInteger" => 33,
        "Cast" => 40, // 27, and more in 16-bit files of earlier versions
        "Split" => 42,
        "Add" => 97,
        "Mul" => 99,
        _ => 0,
    };

    // What is allowed are the fields of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto that cannot do harm. This and the loops
    // below are plain: the generic code of the framework would be compiled anew, in the time to a process's first character.
    private static void Check(bool isAllowed, int field, string message)
    {
        if (!isAllowed)
        {
            throw new NotSupportedException($"its {message} has field {field} of ONNX, which CharRnn does not write");
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) =>
        System.Text.Unicode.Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new InvalidDataException("a text is not UTF-8");

    private static string Shown(string name) => VisibleText.Line(name, 60);

    private void ReadModel(ReadOnlySpan<byte> model)
    {
        ProtobufReader documentReader = new(model); // first, so that a model of others is called by its name
        while (documentReader.Read())
        {
            if (documentReader is { Field: 14, IsBytes: true })
            {
                ReadDocument(documentReader.Bytes);
            }
        }

        ProtobufReader reader = new(model);
        bool hasGraph = false;
        while (reader.Read())
        {
            Check(reader.Field is (>= 1 and <= 8) or 14, reader.Field, "file");
            if (reader is { Field: 7, IsBytes: true })
            {
                ReadGraph(reader.Bytes, depth: 0);
                hasGraph = true;
            }
        }

        if (!hasGraph)
        {
            throw new InvalidDataException("it has no graph");
        }
    }

    private void ReadDocument(ReadOnlySpan<byte> entry)
    {
        ProtobufReader reader = new(entry);
        (string key, string document) = ("", "");
        while (reader.Read())
        {
            if (reader.IsBytes)
            {
                (key, document) = reader.Field == 1 ? (Text(reader.Bytes), document) : (key, Text(reader.Bytes));
            }
        }

        documents[key] = document;
    }

    private void ReadGraph(ReadOnlySpan<byte> graph, int depth)
    {
        ProtobufReader reader = new(graph);
        while (reader.Read())
        {
            Check(reader.Field is 1 or 2 or 5 or (>= 10 and <= 13), reader.Field, "graph");
            if (reader is { Field: 1, IsBytes: true })
            {
                ReadNode(reader.Bytes, depth);
            }
            else if (reader is { Field: 5, IsBytes: true })
            {
                CheckTensor(reader.Bytes);
            }
        }
    }

    private void ReadNode(ReadOnlySpan<byte> node, int depth)
    {
        ProtobufReader reader = new(node);
        (string operation, string domain) = ("", "");
        while (reader.Read())
        {
            Check(reader.Field is >= 1 and <= 7, reader.Field, "node");
            operation = reader.Field == 4 ? Text(reader.Bytes) : operation;
            domain = reader.Field == 7 ? Text(reader.Bytes) : domain;
            if (reader is { Field: 5, IsBytes: true })
            {
                ReadAttribute(reader.Bytes, depth);
            }
        }

        string name = domain is "" or "ai.onnx" ? operation : $"{domain}.{operation}";
        int count = counts[name] = counts.GetValueOrDefault(name) + 1;
        int most = MostOf(name);
        if (count > most)
        {
            throw new NotSupportedException(most == 0 ? $"it has the operator {Shown(name)}" : $"it has more than {most} of the operator {name}");
        }
    }

    private void ReadAttribute(ReadOnlySpan<byte> attribute, int depth)
    {
        ProtobufReader reader = new(attribute);
        while (reader.Read())
        {
            Check(reader.Field is (>= 1 and <= 4) or 6 or 8 or 9 or 13 or 20, reader.Field, "attribute");
            if (reader is { Field: 6, IsBytes: true })
            {
                ReadGraph(reader.Bytes, depth < MaximumDepth ? depth + 1 : throw new NotSupportedException("its graphs are nested too deep"));
            }
        }
    }

    private static void CheckTensor(ReadOnlySpan<byte> tensor)
    {
        ProtobufReader reader = new(tensor);
        (int type, int dimensions, long elements, string name) = (0, 0, 1, "");
        ReadOnlySpan<byte> data = [];
        while (reader.Read())
        {
            if (reader.Field is 13 or 14)
            {
                throw new NotSupportedException("it keeps a tensor in another file");
            }

            Check(reader.Field is 1 or 2 or 8 or 9 or 12, reader.Field, "tensor");
            switch (reader.Field)
            {
                case 1 when reader.IsBytes || reader.Number > MaximumDimension || ++dimensions > MaximumDimensions:
                    throw new NotSupportedException("it has a tensor of a shape that no model has");
                case 1:
                    elements *= (long)reader.Number;
                    break;
                case 2:
                    type = (int)reader.Number;
                    break;
                case 8:
                    name = Text(reader.Bytes);
                    break;
                case 9:
                    data = reader.Bytes;
                    break;
            }
        }

        CheckData(type, elements, data, name);
    }

    // The types are those of TensorProto.DataType.
    private static void CheckData(int type, long elements, ReadOnlySpan<byte> data, string name)
    {
        int size = type switch
        {
            1 => sizeof(float),
            3 => sizeof(sbyte),
            7 => sizeof(long),
            10 => 2,
            _ => throw new NotSupportedException($"its tensor {Shown(name)} has type {type}"),
        };
        if (elements > data.Length / size || elements * size != data.Length)
        {
            throw new NotSupportedException($"its tensor {Shown(name)} has {data.Length} bytes for {elements} values");
        }

        if (type == 7)
        {
            CheckNumbers(MemoryMarshal.Cast<byte, long>(data), name);
        }
    }

    private static void CheckNumbers(ReadOnlySpan<long> numbers, string name)
    {
        bool isAllowed = numbers.Length <= MaximumNumbers;
        for (int i = 0; isAllowed && i < numbers.Length; i++)
        {
            isAllowed = numbers[i] is >= -MaximumDimension and <= MaximumDimension;
        }

        if (!isAllowed)
        {
            throw new NotSupportedException($"its tensor {Shown(name)} holds numbers that no model has");
        }
    }
}
