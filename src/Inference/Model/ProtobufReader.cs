namespace CharRnn.Inference;

/// <summary>
/// Reads the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding/), without copying. A message that does
/// not add up throws an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>Gets the number of the field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>Gets whether the field is a text, bytes or a message, and not a number.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>Gets the field's value, if it is not a number.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Gets the field's value, if it is a whole number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Reads a field. Returns false at the end of the message.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadVarint();
        Field = tag >> 3 is > 0 and <= int.MaxValue and var field ? (int)field : throw new InvalidDataException("a field has no number");
        IsBytes = (tag & 7) == 2;
        switch (tag & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes = Take(ReadVarint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new InvalidDataException("a field has no known type");
        }

        return true;
    }

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
