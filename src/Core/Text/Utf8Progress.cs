namespace CharRnn;

/// <summary>
/// The position of a text within the UTF-8 form of a character (RFC 3629, section 4). With it a model of bytes generates only
/// bytes that can come next.
/// </summary>
internal struct Utf8Progress
{
    private int remaining;
    private byte least, most; // of the next continuation byte

    /// <summary>Gets whether the bytes so far end with a whole character.</summary>
    public readonly bool IsComplete => remaining == 0;

    /// <summary>Returns whether a byte can come next.</summary>
    public readonly bool Allows(byte value) =>
        remaining > 0 ? value >= least && value <= most : value is < 0x80 or (>= 0xC2 and <= 0xF4);

    /// <summary>Moves on by one byte.</summary>
    /// <exception cref="ArgumentException">The byte cannot come next.</exception>
    public void Advance(byte value)
    {
        if (!Allows(value))
        {
            throw new ArgumentException($"Byte 0x{value:X2} cannot come next in UTF-8.", nameof(value));
        }

        if (remaining > 0)
        {
            remaining--;
            (least, most) = (0x80, 0xBF);
            return;
        }

        remaining = value switch { < 0x80 => 0, < 0xE0 => 1, < 0xF0 => 2, _ => 3 };
        (least, most) = value switch
        {
            0xE0 => ((byte)0xA0, (byte)0xBF), // no overlong form
            0xED => ((byte)0x80, (byte)0x9F), // no surrogate
            0xF0 => ((byte)0x90, (byte)0xBF), // no overlong form
            0xF4 => ((byte)0x80, (byte)0x8F), // nothing above U+10FFFF
            _ => ((byte)0x80, (byte)0xBF),
        };
    }
}
