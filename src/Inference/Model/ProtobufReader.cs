namespace CharRnn.Inference;

/// <summary>
/// Reads the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding/), without copying. A message that does
/// not add up throws an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int VarintType = 0;
    private const int BytesType = 2;

    private ReadOnlySpan<byte> rest = message;
    private ReadOnlySpan<byte> bytes;
    private ulong number;
    private int wireType;

    /// <summary>Gets the number of the field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>Gets whether the field is a text, bytes or a message, and not a number.</summary>
    public readonly bool IsBytes => wireType == BytesType;

    /// <summary>Gets the field's text, bytes or message.</summary>
    /// <exception cref="InvalidDataException">It is a number.</exception>
    public readonly ReadOnlySpan<byte> Bytes => IsBytes ? bytes : throw OtherType();

    /// <summary>Gets the field's whole number.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public readonly ulong Number => wireType == VarintType ? number : throw OtherType();

    /// <summary>Reads a field. Returns false at the end of the message.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadVarint();
        Field = tag >> 3 is > 0 and <= int.MaxValue and var field ? (int)field : throw new InvalidDataException("a field has no number");
        wireType = (int)(tag & 7);
        switch (wireType)
        {
            case VarintType:
                number = ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case BytesType:
                bytes = Take(ReadVarint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new InvalidDataException("a field has no known type");
        }

        return true;
    }

    // Other readers skip such a field, so it must not stand for one of its number.
    private readonly InvalidDataException OtherType() => new($"field {Field} has another type than ONNX gives it");

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            throw new InvalidDataException($"a field has {length} bytes where {rest.Length} are left");
        }

        ReadOnlySpan<byte> taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }
}
