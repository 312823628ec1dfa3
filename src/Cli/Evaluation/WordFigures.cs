using System.Text;

namespace CharRnn.Cli;

/// <summary>What a text of words has.</summary>
/// <param name="Words">The number of words, digits, punctuation marks and symbols; white space is not counted.</param>
/// <param name="Unknown">The number of different places with a word, or with white space, that the vocabulary lacks.</param>
/// <param name="UnknownBits">The bits of their letters, written out at 8 bits for each byte of UTF-8 and 8 for the end of each word.</param>
internal sealed record WordFigures(long Words, long Unknown, double UnknownBits)
{
    private const int BitsPerByte = 8;

    public static WordFigures Count(ReadOnlySpan<byte> utf8, Vocabulary vocabulary)
    {
        (long unknown, long bytes) = (0, 0);
        Utf8Words words = new(utf8);
        while (words.MoveNext())
        {
            if (vocabulary.FindWord(words.Current) is null)
            {
                unknown++;
                bytes += Encoding.UTF8.GetByteCount(words.Current) + 1;
            }
        }

        return new WordFigures(Utf8Words.CountWords(utf8), unknown, bytes * BitsPerByte);
    }
}
