using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace CharRnn;

/// <summary>What one token id stands for.</summary>
public enum Tokenization
{
    /// <summary>A Unicode scalar value.</summary>
    Runes,

    /// <summary>A byte of the text's UTF-8 form. There are 256 ids, and no character is unknown.</summary>
    Bytes,

    /// <summary>A word, a punctuation mark or white space.</summary>
    Words,
}

/// <summary>What to do with a character that is not in the vocabulary, or with a word.</summary>
public enum UnknownPolicy
{
    /// <summary>Throw an exception that names the character and its position.</summary>
    Error,

    /// <summary>Use the unknown token, which the vocabulary must have.</summary>
    Replace,

    /// <summary>Skip the character.</summary>
    Skip,

    /// <summary>Skip the character when the model reads the text, and score it at <see cref="Likelihood.FloorBits"/> bits, a word at as much for each of its characters.</summary>
    Floor,
}

/// <summary>A text as token ids.</summary>
/// <param name="Ids">The token ids that the model reads, one for each character (runes), UTF-8 byte (bytes) or word (words).</param>
/// <param name="CharacterCount">The number of Unicode scalars in the text, including those skipped or scored at the floor.</param>
/// <param name="UnknownCount">The number of them that are not in the vocabulary, or of those of words that are not.</param>
public readonly record struct EncodedText(int[] Ids, int CharacterCount, int UnknownCount);

/// <summary>
/// The characters or words that a model knows, by token id. Instances are immutable and safe for concurrent use.
/// </summary>
public sealed partial class Vocabulary
{
    /// <summary>The largest number of token ids in a vocabulary.</summary>
    public const int MaximumSize = 65_536;

    private readonly ImmutableArray<Rune> characters; // by id, without the unknown token
    private readonly int[] idByCodePoint; // up to the highest code point; -1 where there is none

    private Vocabulary(Tokenization tokenization, ImmutableArray<Rune> characters, bool hasUnknown)
    {
        Tokenization = tokenization;
        this.characters = characters;
        words = [];
        Size = tokenization == Tokenization.Bytes ? 256 : characters.Length + (hasUnknown ? 1 : 0);
        UnknownId = hasUnknown ? characters.Length : null;
        int highest = -1;
        foreach (Rune character in characters)
        {
            highest = Math.Max(highest, character.Value);
        }

        idByCodePoint = new int[highest + 1];
        idByCodePoint.AsSpan().Fill(-1);
        for (int id = 0; id < characters.Length; id++)
        {
            idByCodePoint[characters[id].Value] = id;
        }
    }

    /// <summary>Gets the vocabulary of UTF-8 bytes.</summary>
    public static Vocabulary Bytes { get; } = new(Tokenization.Bytes, [], hasUnknown: false);

    /// <summary>Gets what one token id stands for.</summary>
    public Tokenization Tokenization { get; }

    /// <summary>Gets the number of token ids, including the unknown token.</summary>
    public int Size { get; }

    /// <summary>
    /// Gets the id of the unknown token, which stands for every character or word too rare to have an id of its own, or null if there is none.
    /// It is the last id. It is trained and never sampled.
    /// </summary>
    public int? UnknownId { get; }

    /// <summary>Gets the characters by token id, without the unknown token. The list is empty for a vocabulary of bytes or words.</summary>
    public IReadOnlyList<Rune> Characters => characters;

    /// <summary>Creates a vocabulary of Unicode scalars, with ids in the order of code points.</summary>
    /// <param name="runes">The characters in any order. Duplicates are ignored.</param>
    /// <param name="hasUnknown">Whether an unknown token follows them.</param>
    /// <exception cref="InvalidTextException">There are more than <see cref="MaximumSize"/>.</exception>
    public static Vocabulary FromRunes(IEnumerable<Rune> runes, bool hasUnknown = false)
    {
        ImmutableArray<Rune> characters = [.. runes.Distinct().Order()];
        int size = characters.Length + (hasUnknown ? 1 : 0);
        return size <= MaximumSize
            ? new Vocabulary(Tokenization.Runes, characters, hasUnknown)
            : throw new InvalidTextException($"The vocabulary would have {size} tokens; at most {MaximumSize} are allowed.");
    }

    /// <summary>Gets the token id of a character or word, or null if no single id stands for it.</summary>
    /// <param name="character">Exactly one Unicode scalar, or for a vocabulary of words one word.</param>
    public int? FindId(string character)
    {
        ArgumentNullException.ThrowIfNull(character);
        if (Tokenization == Tokenization.Words)
        {
            return FindWord(character);
        }

        if (Rune.DecodeFromUtf16(character, out Rune rune, out int consumed) != OperationStatus.Done || consumed != character.Length)
        {
            return null;
        }

        return Tokenization == Tokenization.Bytes ? (rune.IsAscii ? rune.Value : null) : FindId(rune);
    }

    /// <summary>Gets the token id of a character in a vocabulary of runes, or null if it has none. No other vocabulary has one.</summary>
    public int? FindId(Rune rune)
    {
        int id = rune.Value < idByCodePoint.Length ? idByCodePoint[rune.Value] : -1;
        return id < 0 ? null : id;
    }

    /// <summary>Converts a text to token ids.</summary>
    /// <param name="text">Any text. A lone surrogate counts as a character that is not in the vocabulary.</param>
    /// <param name="policy">What to do with a character or word that is not in the vocabulary.</param>
    /// <exception cref="InvalidTextException">
    /// There is such a character or word, and <paramref name="policy"/> is <see cref="UnknownPolicy.Error"/>, or <see cref="UnknownPolicy.Replace"/>
    /// and the vocabulary has no unknown token.
    /// </exception>
    /// <exception cref="InvalidOptionsException"><paramref name="policy"/> is not a value of its enumeration.</exception>
    public EncodedText Encode(ReadOnlySpan<char> text, UnknownPolicy policy) => Encode(text, policy, charactersBefore: 0);

    /// <summary>Converts a part of a text to token ids.</summary>
    internal EncodedText Encode(ReadOnlySpan<char> text, UnknownPolicy policy, long charactersBefore) => Encode(text, policy, charactersBefore, UnknownId);

    /// <summary>Converts a text to token ids, one or more for each character: the given id stands for each that is not in the vocabulary.</summary>
    internal EncodedText EncodeWhole(ReadOnlySpan<char> text, int replacementId) => Encode(text, UnknownPolicy.Replace, charactersBefore: 0, replacementId);

    private EncodedText Encode(ReadOnlySpan<char> text, UnknownPolicy policy, long charactersBefore, int? replacementId)
    {
        if (!Enum.IsDefined(policy))
        {
            throw new InvalidOptionsException($"The unknown policy is {policy}; must be Error, Replace, Skip or Floor");
        }

        if (Tokenization == Tokenization.Words)
        {
            return EncodeWords(text, policy, charactersBefore);
        }

        List<int> ids = new(text.Length);
        int characters = 0;
        int unknown = 0;
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf16(text, out Rune rune, out int consumed) == OperationStatus.Done;
            characters++;
            if (valid && Tokenization == Tokenization.Bytes)
            {
                foreach (byte value in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    ids.Add(value);
                }
            }
            else if (valid && FindId(rune) is { } id)
            {
                ids.Add(id);
            }
            else
            {
                unknown++;
                AddUnknown(ids, policy, "Character", charactersBefore + characters, CharacterName.Of(text), replacementId);
            }

            text = text[consumed..];
        }

        return new EncodedText([.. ids], characters, unknown);
    }

    /// <summary>Converts token ids to text. The unknown token becomes U+FFFD, as do bytes that are not UTF-8.</summary>
    public string Decode(ReadOnlySpan<int> ids)
    {
        if (Tokenization == Tokenization.Bytes)
        {
            byte[] utf8 = new byte[ids.Length];
            for (int i = 0; i < ids.Length; i++)
            {
                utf8[i] = checked((byte)ids[i]);
            }

            return Encoding.UTF8.GetString(utf8);
        }

        if (Tokenization == Tokenization.Words)
        {
            return DecodeWords(ids);
        }

        StringBuilder text = new(ids.Length);
        foreach (int id in ids)
        {
            text.Append((id == UnknownId ? Rune.ReplacementChar : characters[id]).ToString());
        }

        return text.ToString();
    }

    internal VocabularyDocument ToDocument() => new()
    {
        Tokenization = Tokenization,
        Unknown = UnknownId,
        Symbols = Tokenization == Tokenization.Bytes
            ? null
            : [.. Enumerable.Range(0, KnownCount).Select(Symbol), .. UnknownId is null ? Array.Empty<string>() : [""]],
    };

    /// <summary>Returns the length of the first piece of a text that costs something of its own, in UTF-16 units: a word, or else a character.</summary>
    internal int FirstLength(ReadOnlySpan<char> text)
    {
        if (Tokenization == Tokenization.Words)
        {
            return WordSplitter.FirstLength(text);
        }

        Rune.DecodeFromUtf16(text, out _, out int length);
        return length;
    }

    /// <summary>Returns how much of the beginning of a text can be encoded without what follows it.</summary>
    internal int CertainLength(ReadOnlySpan<char> text) =>
        Tokenization == Tokenization.Words ? WordSplitter.CertainLength(text)
        : text is [.., var last] && char.IsHighSurrogate(last) ? text.Length - 1
        : text.Length;

    /// <summary>Gets what <see cref="Split"/> gives, for messages.</summary>
    internal string Piece => Tokenization == Tokenization.Words ? "word" : "character";

    /// <summary>Gets what a token is, for messages.</summary>
    internal string TokenName => Tokenization == Tokenization.Bytes ? "byte" : Piece;

    /// <summary>Gets the number of tokens without the unknown one.</summary>
    internal int KnownCount => UnknownId ?? Size;

    internal static Vocabulary FromDocument(VocabularyDocument document, string source)
    {
        if (document.Tokenization == Tokenization.Bytes)
        {
            return document.Symbols is null && document.Unknown is null
                ? Bytes
                : throw Bad("a vocabulary of bytes has neither symbols nor an unknown token");
        }

        IReadOnlyList<string> symbols = document.Symbols ?? throw Bad($"a vocabulary of {LowerCaseName.Of(document.Tokenization)} needs symbols");
        if (symbols.Count > MaximumSize)
        {
            throw Bad($"it has {symbols.Count} symbols; at most {MaximumSize} are allowed");
        }

        if (document.Unknown is { } unknown && (symbols.Count == 0 || unknown != symbols.Count - 1 || symbols[^1] is not ""))
        {
            throw Bad($"unknown is {unknown}; the unknown token must be the last symbol, an empty text");
        }

        if (document.Tokenization == Tokenization.Words)
        {
            ImmutableArray<string> list = [.. document.Unknown is null ? symbols : symbols.SkipLast(1)];
            return FindProblem(list) is { } problem ? throw Bad(problem) : new Vocabulary(list, document.Unknown is not null);
        }

        HashSet<int> known = [];
        Rune[] runes = new Rune[symbols.Count - (document.Unknown is null ? 0 : 1)];
        for (int id = 0; id < runes.Length; id++)
        {
            string symbol = symbols[id] ?? throw Bad($"symbol {id} is null; must be a text");
            if (Rune.DecodeFromUtf16(symbol, out runes[id], out int consumed) != OperationStatus.Done || consumed != symbol.Length)
            {
                throw Bad($"symbol {id} is {symbol.Length} UTF-16 units; must be exactly one character");
            }

            if (!known.Add(runes[id].Value))
            {
                throw Bad($"symbol {id}, {CharacterName.Of(runes[id])}, is symbol {Array.IndexOf(runes, runes[id])}, too");
            }
        }

        return new Vocabulary(Tokenization.Runes, ImmutableCollectionsMarshal.AsImmutableArray(runes), document.Unknown is not null);

        InvalidModelException Bad(string problem) =>
            new($"{source} has a bad {ModelMetadata.VocabularyKey}: {problem}.");
    }

    private string Symbol(int id) => Tokenization == Tokenization.Words ? words[id] : characters[id].ToString();

    private void AddUnknown(List<int> ids, UnknownPolicy policy, string what, long position, string name, int? replacementId)
    {
        switch (policy)
        {
            case UnknownPolicy.Replace when replacementId is { } id:
                ids.Add(id);
                break;
            case UnknownPolicy.Error or UnknownPolicy.Replace:
                string reason = policy == UnknownPolicy.Replace ? ", and it has no unknown token to replace it" : "";
                throw new InvalidTextException($"{what} {position} of the text, {name}, is not in the vocabulary{reason}. Known: {Known()}");
        }
    }

    private string Known()
    {
        if (Tokenization == Tokenization.Words)
        {
            return $"{KnownCount} words.";
        }

        const int most = 120;
        string shown = string.Concat(characters.Take(most).Select(CharacterName.Shown));
        return Tokenization == Tokenization.Bytes ? "every Unicode character."
            : characters.Length <= most ? shown : $"{shown} and {characters.Length - most} more.";
    }
}
