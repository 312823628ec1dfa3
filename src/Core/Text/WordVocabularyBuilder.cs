using System.Runtime.InteropServices;

namespace CharRnn;

/// <summary>Counts the words of a corpus and builds the vocabulary of those that are frequent enough. Memory grows with the different words only.</summary>
public sealed class WordVocabularyBuilder
{
    private readonly Dictionary<string, long> counts = [];

    /// <summary>Gets the number of words counted so far. White space and punctuation marks are among them.</summary>
    public long Total => counts.Values.Sum();

    /// <summary>Counts the words of a text.</summary>
    /// <param name="utf8">Valid UTF-8, a whole text.</param>
    /// <exception cref="ArgumentException"><paramref name="utf8"/> is not valid UTF-8.</exception>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> byWord = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        Utf8Words words = new(utf8);
        while (words.MoveNext())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(byWord, words.Current, out _)++;
        }
    }

    /// <summary>
    /// Builds the vocabulary of the words that occur at least <paramref name="minimumCount"/> times. If there are more than
    /// <paramref name="maximumSize"/>, the most frequent are kept. An unknown token stands for any that are left out.
    /// </summary>
    /// <param name="minimumCount">At least 1.</param>
    /// <param name="maximumSize">At least 2, including the unknown token.</param>
    /// <param name="known">A vocabulary of words that are all kept, whether they occur or not, or null.</param>
    /// <returns>The vocabulary, and how many characters of the corpus its words cover.</returns>
    /// <exception cref="InvalidTextException">The known words leave no room for the unknown token.</exception>
    public VocabularyCoverage Build(int minimumCount = 1, int maximumSize = Vocabulary.DefaultMaximumWords, Vocabulary? known = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumSize, 2);
        HashSet<string> all = [.. known?.Words ?? []];
        KeyValuePair<string, long>[] found = [.. counts.Where(word => !all.Contains(word.Key))];
        bool hasUnknown = known?.UnknownId is not null || found.Any(word => word.Value < minimumCount) || all.Count + found.Length > maximumSize;
        int room = maximumSize - all.Count - (hasUnknown ? 1 : 0);
        if (room < 0)
        {
            throw new InvalidTextException($"The vocabulary would have {all.Count} known words and an unknown token; at most {maximumSize} tokens are allowed.");
        }

        string[] kept = Fitting(
            found.Where(word => word.Value >= minimumCount).OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).Take(room),
            Vocabulary.MaximumWordsLength - all.Sum(word => word.Length));
        all.UnionWith(kept);
        Vocabulary vocabulary = Vocabulary.FromWords(all, hasUnknown || kept.Length < found.Length);
        return new VocabularyCoverage(vocabulary, all.Sum(word => counts.GetValueOrDefault(word) * CountCharacters(word)), counts.Sum(word => word.Value * CountCharacters(word.Key)));
    }

    // The most frequent words whose texts fit into the documents of a model.
    private static string[] Fitting(IEnumerable<KeyValuePair<string, long>> words, int length) =>
        [.. words.Select(word => word.Key).TakeWhile(word => (length -= word.Length) >= 0)];

    private static int CountCharacters(string word) => word.EnumerateRunes().Count();
}
