namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>Cuts UTF-8 between two characters.</summary>
internal static class Utf8Cut
{
    /// <summary>Returns the number of bytes of the first characters of a text, or of all if it has fewer.</summary>
    public static int LengthOf(ReadOnlySpan<byte> utf8, int maximumCharacters)
    {
        int characters = 0;
        for (int i = 0; i < utf8.Length && utf8.Length > maximumCharacters; i++)
        {
            bool begins = (utf8[i] & 0xC0) != 0x80; // all bytes except continuations
            if (begins && characters++ == maximumCharacters)
            {
                return i;
            }
        }

        return utf8.Length;
    }
}
