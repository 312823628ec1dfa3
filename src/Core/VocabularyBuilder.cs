using System.Buffers;
using System.Text;

namespace CharRnn;

/// <summary>Counts the characters of a corpus and makes the vocabulary of those that are frequent enough.</summary>
public sealed class VocabularyBuilder
{
    private readonly long[] counts = new long[0x110000]; // by code point

    /// <summary>Characters counted so far.</summary>
    public long Total => counts.Sum();

    /// <summary>Counts the characters of a text.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Span<long> ascii = counts.AsSpan(0, 128);
        for (int i = 0; i < utf8.Length;)
        {
            byte value = utf8[i];
            if (value < ascii.Length)
            {
                ascii[value]++;
                i++;
                continue;
            }

            if (Rune.DecodeFromUtf8(utf8[i..], out Rune rune, out int consumed) != OperationStatus.Done)
            {
                throw new ArgumentException("The text is not valid UTF-8.", nameof(utf8));
            }

            counts[rune.Value]++;
            i += consumed;
        }
    }

    /// <summary>
    /// Makes the vocabulary: the characters that occur at least <paramref name="minimumCount"/> times, and of those the
    /// most frequent that fit <paramref name="maximumSize"/>. Where that leaves any out, an unknown symbol stands for them.
    /// </summary>
    /// <param name="minimumCount">At least 1.</param>
    /// <param name="maximumSize">At least 2, the unknown symbol counted.</param>
    public VocabularyCoverage Build(int minimumCount = 1, int maximumSize = Vocabulary.MaximumSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSize, 2);
        int[] found = [.. Enumerable.Range(0, counts.Length).Where(codePoint => counts[codePoint] > 0)];
        int[] kept = [.. found.Where(codePoint => counts[codePoint] >= minimumCount)];
        if (kept.Length < found.Length || kept.Length > maximumSize)
        {
            kept = [.. kept.OrderByDescending(codePoint => counts[codePoint]).ThenBy(codePoint => codePoint).Take(maximumSize - 1)];
        }

        Vocabulary vocabulary = Vocabulary.FromRunes(kept.Select(codePoint => new Rune(codePoint)), hasUnknown: kept.Length < found.Length);
        return new VocabularyCoverage(vocabulary, kept.Sum(codePoint => counts[codePoint]), Total);
    }
}

/// <summary>A vocabulary and how much of its corpus it covers.</summary>
/// <param name="Vocabulary">The vocabulary.</param>
/// <param name="Covered">Characters of the corpus that have their own id.</param>
/// <param name="Total">Characters of the corpus.</param>
public sealed record VocabularyCoverage(Vocabulary Vocabulary, long Covered, long Total);
