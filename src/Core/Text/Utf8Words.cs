using System.Text.Unicode;

namespace CharRnn;

/// <summary>Reads the words of UTF-8 one by one. Only a block of the text is ever in memory as UTF-16.</summary>
/// <param name="utf8">Valid UTF-8.</param>
internal ref struct Utf8Words(ReadOnlySpan<byte> utf8)
{
    private readonly char[] block = new char[16 * 1024];
    private ReadOnlySpan<byte> rest = utf8;
    private int start;
    private int end;

    /// <summary>Gets the word, valid until the next one is read.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Counts the words of a text that are not white space: words, digits, punctuation marks and symbols. A perplexity per word is one of these.</summary>
    public static long CountWords(ReadOnlySpan<byte> utf8)
    {
        long count = 0;
        Utf8Words words = new(utf8);
        while (words.MoveNext())
        {
            count += char.IsWhiteSpace(words.Current[0]) ? 0 : 1;
        }

        return count;
    }

    /// <summary>Reads the next word.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="ArgumentException">The text is not valid UTF-8.</exception>
    public bool MoveNext()
    {
        if (end - start < WordSplitter.LookAhead && !rest.IsEmpty)
        {
            Refill();
        }

        if (start == end)
        {
            return false;
        }

        ReadOnlySpan<char> known = block.AsSpan(start, end - start);
        Current = known[..WordSplitter.FirstLength(known)];
        start += Current.Length;
        return true;
    }

    private void Refill()
    {
        block.AsSpan(start, end - start).CopyTo(block);
        (start, end) = (0, end - start);
        if (Utf8.ToUtf16(rest, block.AsSpan(end), out int read, out int written, replaceInvalidSequences: false) == System.Buffers.OperationStatus.InvalidData)
        {
            throw new ArgumentException("The text is not valid UTF-8.");
        }

        rest = rest[read..];
        end += written;
    }
}
