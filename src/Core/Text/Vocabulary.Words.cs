using System.Collections.Immutable;
using System.Text;

namespace CharRnn;

/// <content>The vocabulary of words.</content>
public sealed partial class Vocabulary
{
    /// <summary>The default for the largest number of token ids in a vocabulary of words.</summary>
    public const int DefaultMaximumWords = 10_000;

    /// <summary>The largest number of UTF-16 units in all words together, so that the documents of a model stay within their limits.</summary>
    internal const int MaximumWordsLength = 1 << 20;

    private readonly ImmutableArray<string> words; // by id, without the unknown token; empty unless the tokens are words
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idByWord;

    private Vocabulary(ImmutableArray<string> words, bool hasUnknown)
    {
        Tokenization = Tokenization.Words;
        this.words = words;
        characters = [];
        idByCodePoint = [];
        Size = words.Length + (hasUnknown ? 1 : 0);
        UnknownId = hasUnknown ? words.Length : null;
        Dictionary<string, int> ids = new(words.Length);
        for (int id = 0; id < words.Length; id++)
        {
            ids.Add(words[id], id);
        }

        idByWord = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Gets the words by token id, without the unknown token. White space and punctuation marks are among them. The list is empty unless the tokens are words.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Creates a vocabulary of words, with ids in ordinal order.</summary>
    /// <param name="words">The words in any order, each as <see cref="Split"/> gives it. Duplicates are ignored.</param>
    /// <param name="hasUnknown">Whether an unknown token follows them.</param>
    /// <exception cref="InvalidTextException">There are more than <see cref="MaximumSize"/>, one of them is not exactly one word, or they are too long together.</exception>
    public static Vocabulary FromWords(IEnumerable<string> words, bool hasUnknown = false)
    {
        ImmutableArray<string> sorted = [.. words.Distinct().Order(StringComparer.Ordinal)];
        int size = sorted.Length + (hasUnknown ? 1 : 0);
        return size > MaximumSize ? throw new InvalidTextException($"The vocabulary would have {size} tokens; at most {MaximumSize} are allowed.")
            : FindProblem(sorted) is { } problem ? throw new InvalidTextException($"The vocabulary is bad: {problem}.")
            : new Vocabulary(sorted, hasUnknown);
    }

    /// <summary>Splits a text into the pieces that have a probability of their own: words, or else characters. Together they are the text.</summary>
    public IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> pieces = [];
        for (int position = 0; position < text.Length; position += pieces[^1].Length)
        {
            pieces.Add(text.Substring(position, FirstLength(text.AsSpan(position))));
        }

        return pieces;
    }

    /// <summary>Returns the token id of a word, or null if it has none.</summary>
    internal int? FindWord(ReadOnlySpan<char> word) => idByWord.TryGetValue(word, out int id) ? id : null;

    private EncodedText EncodeWords(ReadOnlySpan<char> text, UnknownPolicy policy, long charactersBefore)
    {
        List<int> ids = new(text.Length / 2);
        int characters = 0;
        int unknown = 0;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> word = text[..WordSplitter.FirstLength(text)];
            int length = CountCharacters(word);
            if (FindWord(word) is { } id)
            {
                ids.Add(id);
            }
            else
            {
                unknown += length;
                AddUnknown(ids, policy, "The word at character", charactersBefore + characters + 1, NameOf(word), UnknownId);
            }

            characters += length;
            text = text[word.Length..];
        }

        return new EncodedText([.. ids], characters, unknown);
    }

    private string DecodeWords(ReadOnlySpan<int> ids)
    {
        StringBuilder text = new(4 * ids.Length);
        foreach (int id in ids)
        {
            text.Append(id == UnknownId ? Rune.ReplacementChar.ToString() : words[id]);
        }

        return text.ToString();
    }

    /// <summary>Returns what is wrong with a list of words; null if it is sound.</summary>
    private static string? FindProblem(ImmutableArray<string> words)
    {
        Dictionary<string, int> known = new(words.Length);
        long length = 0;
        for (int id = 0; id < words.Length; id++)
        {
            string word = words[id];
            if (string.IsNullOrEmpty(word) || WordSplitter.FirstLength(word) != word.Length || char.IsSurrogate(word[0]) && word.Length == 1)
            {
                return word is null ? $"symbol {id} is null; must be a text" : $"symbol {id}, {NameOf(word)}, is not one word";
            }

            if (!known.TryAdd(word, id))
            {
                return $"symbol {id}, {NameOf(word)}, is symbol {known[word]}, too";
            }

            length += word.Length;
        }

        return length > MaximumWordsLength ? $"its words have {length} UTF-16 units together; at most {MaximumWordsLength} are allowed" : null;
    }

    /// <summary>Formats a character or a word for messages.</summary>
    internal static string NameOf(ReadOnlySpan<char> word) =>
        CountCharacters(word) <= 1 ? CharacterName.Of(word) : $"'{VisibleText.Line(word.ToString(), WordSplitter.MaximumLength)}'";

    private static int CountCharacters(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
