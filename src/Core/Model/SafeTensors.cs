using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CharRnn;

/// <summary>
/// Reads and writes the safetensors format (https://huggingface.co/docs/safetensors): the length of the JSON header as a
/// little-endian 64-bit number, the header padded with spaces to a multiple of 8 bytes, then the raw little-endian data. Only float32
/// tensors are supported. A file is not trusted: every length and offset is checked against the size of the file.
/// </summary>
public static class SafeTensors
{
    private const string MetadataKey = "__metadata__";
    private const long MaximumLength = 32L * 1024 * 1024 * 1024; // bytes; twice the largest network
    private const int MaximumHeaderLength = 8 * 1024 * 1024; // bytes; four times what the largest vocabulary needs
    private const int MaximumTensors = 10_000;
    private const int MaximumNameLength = 200; // characters
    private const int MaximumDimensions = 8;

    /// <summary>Reads a whole file, which may be a pipe.</summary>
    /// <returns>The header's metadata, empty if it has none, and the tensors in the order of their data.</returns>
    /// <exception cref="InvalidModelException">The file cannot be read, or is not a valid safetensors file.</exception>
    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<WeightTensor> Tensors) Read(string path)
    {
        try
        {
            using Stream stream = InputFile.Open(path, MaximumLength);
            DateTime? written = LastWriteTime(stream);
            using JsonDocument header = ReadHeader(stream, path, out long dataLength);
            IReadOnlyDictionary<string, string> metadata = ReadMetadata(header.RootElement, path);
            List<TensorEntry> entries = ReadEntries(header.RootElement, path, dataLength);
            WeightTensor[] tensors = [.. entries.Select(entry => new WeightTensor(entry.Name, entry.Shape, ReadData(stream, entry, path)))];
            return LastWriteTime(stream) == written
                ? (metadata, tensors)
                : throw new InvalidModelException($"{path} changed while it was read; try again when it is no longer written to.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // System.Text.Json reports a lone surrogate in a text by an InvalidOperationException.
            throw new InvalidModelException($"{path} has a header that is not JSON, so it is not a safetensors file: {exception.Message}", exception);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidModelException($"{path} grew shorter while it was read.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a file atomically: under a temporary name, then renamed.</summary>
    /// <exception cref="CharRnnException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<WeightTensor> tensors)
    {
        byte[] header = MakeHeader(metadata, tensors);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (WeightTensor tensor in tensors)
            {
                stream.Write(MemoryMarshal.AsBytes(tensor.Data.AsSpan()));
            }
        });
    }

    private static byte[] MakeHeader(IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<WeightTensor> tensors)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in metadata)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            long offset = 0;
            foreach (WeightTensor tensor in tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", "F32");
                WriteNumbers("shape", tensor.Shape.Select(size => (long)size));
                WriteNumbers("data_offsets", [offset, offset += tensor.Data.LongLength * sizeof(float)]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();

            void WriteNumbers(string name, IEnumerable<long> numbers)
            {
                writer.WriteStartArray(name);
                foreach (long number in numbers)
                {
                    writer.WriteNumberValue(number);
                }

                writer.WriteEndArray();
            }
        }

        while (stream.Length % 8 != 0)
        {
            stream.WriteByte((byte)' ');
        }

        return stream.ToArray();
    }

    private static DateTime? LastWriteTime(Stream stream) => stream is FileStream file ? File.GetLastWriteTimeUtc(file.SafeFileHandle) : null;

    private static JsonDocument ReadHeader(Stream stream, string path, out long dataLength)
    {
        long fileLength = stream.Length;
        if (fileLength < 8)
        {
            throw new InvalidModelException($"{path} holds {fileLength} bytes; a safetensors file has at least 8.");
        }

        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        if (prefix.StartsWith("PK\x3\x4"u8))
        {
            throw new InvalidModelException($"{path} is a zip file, as torch.save writes them; save the weights with safetensors.torch.save_file(model.state_dict(), path).");
        }

        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)(fileLength - 8) || headerLength > MaximumHeaderLength)
        {
            throw new InvalidModelException(
                $"{path} claims a header of {headerLength} bytes, but holds {fileLength - 8} bytes after the length (at most {MaximumHeaderLength} are read): it is truncated, or not a safetensors file.");
        }

        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        dataLength = fileLength - 8 - header.Length;
        JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document
            : throw new InvalidModelException($"{path} has a header that is not a JSON object but {document.RootElement.ValueKind}.");
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement header, string path)
    {
        Dictionary<string, string> metadata = [];
        if (header.TryGetProperty(MetadataKey, out JsonElement element))
        {
            if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.String))
            {
                throw new InvalidModelException($"{path} has a {MetadataKey} that is not an object of texts.");
            }

            foreach (JsonProperty property in element.EnumerateObject())
            {
                metadata[property.Name] = property.Value.GetString()!;
            }
        }

        return metadata;
    }

    private static List<TensorEntry> ReadEntries(JsonElement header, string path, long dataLength)
    {
        List<TensorEntry> entries = [];
        foreach (JsonProperty property in header.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                continue;
            }

            if (entries.Count == MaximumTensors || property.Name.Length > MaximumNameLength)
            {
                throw new InvalidModelException($"{path} names more than {MaximumTensors} tensors, or one by more than {MaximumNameLength} characters.");
            }

            entries.Add(ReadEntry(property.Name, property.Value, path));
        }

        // The data must be covered exactly: an overlap or a hole means that some offset is wrong.
        entries.Sort((left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        long expected = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != expected)
            {
                throw new InvalidModelException($"{path}: tensor {entry.Name} begins at byte {entry.Begin} of the data; expected {expected}, where the one before it ends.");
            }

            expected = entry.End;
        }

        return expected == dataLength
            ? entries
            : throw new InvalidModelException($"{path} describes {expected} bytes of data but holds {dataLength}: it is truncated or damaged.");
    }

    private static TensorEntry ReadEntry(string name, JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !TryReadNumbers(element, "shape", out List<long> shape)
            || !TryReadNumbers(element, "data_offsets", out List<long> offsets) || offsets.Count != 2)
        {
            throw new InvalidModelException($"{path}: tensor {name} is not described by dtype, shape and data_offsets.");
        }

        if (!dtype.ValueEquals("F32"))
        {
            throw new InvalidModelException($"{path}: tensor {name} has dtype {VisibleText.Line(dtype.GetString()!, MaximumNameLength)}; must be F32.");
        }

        long bytes = sizeof(float);
        bool tooLarge = shape.Count > MaximumDimensions;
        foreach (long size in shape)
        {
            tooLarge = tooLarge || size > int.MaxValue || bytes * size > int.MaxValue;
            bytes = tooLarge ? 0 : bytes * size;
        }

        if (tooLarge)
        {
            throw new InvalidModelException($"{path}: tensor {name} is too large: at most {MaximumDimensions} dimensions and {int.MaxValue} bytes are read.");
        }

        if (offsets[1] - offsets[0] != bytes)
        {
            throw new InvalidModelException(
                $"{path}: tensor {name} has data_offsets {offsets[0]} to {offsets[1]}, but its shape {WeightTensor.ShapeText(shape.Select(size => (int)size))} needs {bytes} bytes.");
        }

        return new TensorEntry(name, [.. shape.Select(size => (int)size)], offsets[0], offsets[1]);
    }

    private static bool TryReadNumbers(JsonElement element, string name, out List<long> numbers)
    {
        numbers = [];
        if (!element.TryGetProperty(name, out JsonElement array) || array.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0 || numbers.Count > MaximumDimensions)
            {
                return false;
            }

            numbers.Add(number);
        }

        return true;
    }

    private static float[] ReadData(Stream stream, TensorEntry entry, string path)
    {
        float[] data = new float[(entry.End - entry.Begin) / sizeof(float)];
        stream.ReadExactly(MemoryMarshal.AsBytes(data.AsSpan()));
        int bad = Array.FindIndex(data, value => !float.IsFinite(value));
        return bad < 0
            ? data
            : throw new InvalidModelException($"{path}: tensor {entry.Name} holds {data[bad].ToString(CultureInfo.InvariantCulture)} at element {bad}; must be finite.");
    }

    private sealed record TensorEntry(string Name, int[] Shape, long Begin, long End);
}
