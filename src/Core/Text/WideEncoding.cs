namespace CharRnn;

/// <summary>Recognises UTF-16 and UTF-32 where UTF-8 is expected, by the byte order mark or by the zeros between ASCII characters.</summary>
internal static class WideEncoding
{
    private const int Sample = 4096; // bytes that are looked at
    private const int LeastZeros = 2;

    /// <summary>Says what a text is and what to do, or returns null if it is neither.</summary>
    /// <param name="start">The text's first bytes.</param>
    /// <param name="source">Where it comes from.</param>
    public static string? Describe(ReadOnlySpan<byte> start, string source)
    {
        (string Name, string Sign)? found = start switch
        {
            [0xFF, 0xFE, 0, 0, ..] => ("UTF-32", "it begins with the byte order mark FF FE 00 00"),
            [0, 0, 0xFE, 0xFF, ..] => ("UTF-32", "it begins with the byte order mark 00 00 FE FF"),
            [0xFF, 0xFE, ..] => ("UTF-16", "it begins with the byte order mark FF FE"),
            [0xFE, 0xFF, ..] => ("UTF-16", "it begins with the byte order mark FE FF"),
            _ when HasZeros(start, 1) => ("UTF-16LE", "every other byte of its ASCII characters is zero"),
            _ when HasZeros(start, 0) => ("UTF-16BE", "every other byte of its ASCII characters is zero"),
            _ => null,
        };
        return found is { } encoding
            ? $"{source} is {encoding.Name}, not UTF-8: {encoding.Sign}. Convert it, for example with iconv -f {encoding.Name} -t UTF-8."
            : null;
    }

    /// <summary>Returns whether all zeros are at one parity and each stands beside an ASCII character.</summary>
    private static bool HasZeros(ReadOnlySpan<byte> start, int parity)
    {
        int zeros = 0;
        for (int i = 0; i < Math.Min(start.Length, Sample) && i + 1 - parity < start.Length; i++)
        {
            if (start[i] != 0)
            {
                continue;
            }

            byte neighbour = start[parity == 1 ? i - (i % 2) : i + 1];
            if (i % 2 != parity || neighbour is not ((>= 0x20 and < 0x7F) or (byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                return false;
            }

            zeros++;
        }

        return zeros >= LeastZeros;
    }
}
