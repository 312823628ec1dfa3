using System.Buffers;
using System.Text;

namespace CharRnn;

/// <summary>Counts the characters of a corpus and builds the vocabulary of those that are frequent enough.</summary>
public sealed class VocabularyBuilder
{
    private readonly long[] counts = new long[0x110000]; // by code point

    /// <summary>Gets the number of characters counted so far.</summary>
    public long Total => counts.Sum();

    /// <summary>Counts the characters of a text.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <exception cref="ArgumentException"><paramref name="utf8"/> is not valid UTF-8.</exception>
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
    /// Builds the vocabulary of the characters that occur at least <paramref name="minimumCount"/> times. If there are more than
    /// <paramref name="maximumSize"/>, the most frequent are kept. An unknown token stands for any that are left out.
    /// </summary>
    /// <param name="minimumCount">At least 1.</param>
    /// <param name="maximumSize">At least 2, including the unknown token.</param>
    /// <param name="known">A vocabulary of runes whose characters are all kept, whether they occur or not, or null.</param>
    /// <exception cref="InvalidTextException">The known characters leave no room for the unknown token.</exception>
    public VocabularyCoverage Build(int minimumCount = 1, int maximumSize = Vocabulary.MaximumSize, Vocabulary? known = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSize, 2);
        int[] old = known is null ? [] : [.. known.Characters.Select(character => character.Value)];
        bool hasUnknown = known?.UnknownId is not null;
        int[] found = [.. Enumerable.Range(0, counts.Length).Where(codePoint => counts[codePoint] > 0).Except(old)];
        int[] kept = [.. found.Where(codePoint => counts[codePoint] >= minimumCount)];
        if (kept.Length < found.Length || old.Length + kept.Length + (hasUnknown ? 1 : 0) > maximumSize)
        {
            kept = [.. kept.OrderByDescending(codePoint => counts[codePoint]).ThenBy(codePoint => codePoint).Take(maximumSize - 1 - old.Length)];
        }

        hasUnknown |= kept.Length < found.Length;
        int[] all = [.. old, .. kept];
        if (all.Length + (hasUnknown ? 1 : 0) > maximumSize)
        {
            throw new InvalidTextException(
                $"The vocabulary would have {old.Length} known characters and an unknown token; at most {maximumSize} tokens are allowed.");
        }

        Vocabulary vocabulary = Vocabulary.FromRunes(all.Select(codePoint => new Rune(codePoint)), hasUnknown);
        return new VocabularyCoverage(vocabulary, all.Sum(codePoint => counts[codePoint]), Total);
    }
}

/// <summary>A vocabulary and how much of its corpus it covers.</summary>
/// <param name="Vocabulary">The vocabulary.</param>
/// <param name="Covered">The number of characters of the corpus that have their own id.</param>
/// <param name="Total">The number of characters of the corpus.</param>
public sealed record VocabularyCoverage(Vocabulary Vocabulary, long Covered, long Total);
