using System.Text.Json;
using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>
/// Tells the files that an export may replace from those of others. The file beside the model has a name that nobody gave, and may be
/// somebody's <c>package.json</c>. An empty file holds nothing to lose.
/// </summary>
internal static class ExportedFile
{
    /// <summary>The name in the head of every model file.</summary>
    public const string Producer = "CharRnn";

    private const int HeadLength = 256;
    private const int MaximumDocumentsLength = 64 * 1024 * 1024;

    /// <exception cref="CharRnnException">There is a file that is not a model of CharRnn.</exception>
    public static void CheckModel(string path) => Check(path, IsModel);

    /// <exception cref="CharRnnException">There is a file that does not hold a model's documents.</exception>
    public static void CheckDocuments(string path) => Check(path, IsDocuments);

    private static void Check(string path, Predicate<FileStream> isExported)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            if (!isExported(file))
            {
                throw new CharRnnException($"{path} exists, and no export of CharRnn wrote it; give another output, or move that file away.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot read {path}, which would be replaced: {exception.Message}", exception);
        }
    }

    // The first two fields are the version and the producer.
    private static bool IsModel(FileStream file)
    {
        byte[] head = new byte[HeadLength];
        using CodedInputStream fields = new(head, 0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        try
        {
            for (uint tag = fields.ReadTag(); tag != 0; tag = fields.ReadTag())
            {
                if (WireFormat.GetTagFieldNumber(tag) == ModelProto.ProducerNameFieldNumber)
                {
                    return fields.ReadString() == Producer;
                }

                fields.SkipLastField();
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // Not protobuf, or the name is not in the head.
        }

        return false;
    }

    private static bool IsDocuments(FileStream file)
    {
        try
        {
            using JsonDocument? json = file.Length <= MaximumDocumentsLength ? JsonDocument.Parse(file) : null;
            return json is { RootElement.ValueKind: JsonValueKind.Object } && json.RootElement.TryGetProperty(ModelMetadata.DescriptionKey, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
