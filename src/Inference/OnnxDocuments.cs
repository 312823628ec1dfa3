using System.Text;

namespace CharRnn.Inference;

/// <summary>
/// Reads the metadata out of an ONNX file's bytes, so that the documents in it can be understood while ONNX Runtime opens the file.
/// Of the file's format (Protocol Buffers) it knows only how to pass over what it does not look for.
/// </summary>
internal static class OnnxDocuments
{
    private const int MetadataProps = 14; // of ModelProto: StringStringEntryProto, of which 1 is the key and 2 the value
    private const int Key = 1;
    private const int Value = 2;

    /// <summary>All entries up to where the file is damaged, if it is: that is for ONNX Runtime to say.</summary>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> model)
    {
        Dictionary<string, string> documents = [];
        while (TryReadField(ref model, out int field, out ReadOnlySpan<byte> content))
        {
            if (field == MetadataProps)
            {
                (string key, string value) = ReadEntry(content);
                documents[key] = value;
            }
        }

        return documents;
    }

    private static (string Key, string Value) ReadEntry(ReadOnlySpan<byte> entry)
    {
        string key = "";
        string value = "";
        while (TryReadField(ref entry, out int field, out ReadOnlySpan<byte> content))
        {
            if (field == Key)
            {
                key = Encoding.UTF8.GetString(content);
            }
            else if (field == Value)
            {
                value = Encoding.UTF8.GetString(content);
            }
        }

        return (key, value);
    }

    /// <summary>Takes a field off the front.</summary>
    /// <param name="rest">What follows it.</param>
    /// <param name="field">Its number.</param>
    /// <param name="content">Its bytes, where it has a length; empty where it is a number.</param>
    /// <returns>False at the end, or where there is no whole field.</returns>
    private static bool TryReadField(ref ReadOnlySpan<byte> rest, out int field, out ReadOnlySpan<byte> content)
    {
        content = default;
        field = 0;
        if (!TryReadVarint(ref rest, out ulong tag))
        {
            return false;
        }

        field = (int)(tag >> 3);
        ulong length;
        switch (tag & 7)
        {
            case 0:
                return TryReadVarint(ref rest, out _);
            case 1:
                length = sizeof(ulong);
                break;
            case 2 when TryReadVarint(ref rest, out length):
                break;
            case 5:
                length = sizeof(uint);
                break;
            default:
                return false;
        }

        if (length > (ulong)rest.Length)
        {
            return false;
        }

        content = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        for (int i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
