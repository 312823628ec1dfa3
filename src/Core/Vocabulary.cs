using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace CharRnn;

/// <summary>What one id stands for.</summary>
public enum Tokenization
{
    /// <summary>A Unicode scalar value.</summary>
    Runes,

    /// <summary>A byte of the text's UTF-8 form; 256 ids, nothing unknown.</summary>
    Bytes,
}

/// <summary>What to do with a character that the vocabulary lacks.</summary>
public enum UnknownPolicy
{
    /// <summary>Fail, naming the character and its position.</summary>
    Error,

    /// <summary>Take the unknown symbol, which the vocabulary must have.</summary>
    Replace,

    /// <summary>Leave the character out.</summary>
    Skip,

    /// <summary>Leave it out of what the model reads, and score it at <see cref="Likelihood.FloorBits"/> bits.</summary>
    Floor,
}

/// <summary>A text as ids.</summary>
/// <param name="Ids">What the model reads, one id a character (runes) or a UTF-8 byte (bytes).</param>
/// <param name="CharacterCount">Unicode scalars of the text, those skipped or floored included.</param>
/// <param name="UnknownCount">How many of them the vocabulary lacks.</param>
public readonly record struct EncodedText(int[] Ids, int CharacterCount, int UnknownCount);

/// <summary>
/// The characters that a model knows, ids in order of code point. Immutable, and safe for concurrent use.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>Most ids that a vocabulary may have.</summary>
    public const int MaximumSize = 65_536;

    private readonly ImmutableArray<Rune> symbols; // by id, the unknown symbol left out
    private readonly int[] idByCodePoint; // up to the highest code point; -1 where there is none

    private Vocabulary(Tokenization tokenization, ImmutableArray<Rune> symbols, bool hasUnknown)
    {
        Tokenization = tokenization;
        this.symbols = symbols;
        Size = tokenization == Tokenization.Bytes ? 256 : symbols.Length + (hasUnknown ? 1 : 0);
        UnknownId = hasUnknown ? symbols.Length : null;
        idByCodePoint = new int[symbols.IsEmpty ? 0 : symbols[^1].Value + 1];
        idByCodePoint.AsSpan().Fill(-1);
        for (int id = 0; id < symbols.Length; id++)
        {
            idByCodePoint[symbols[id].Value] = id;
        }
    }

    /// <summary>The vocabulary of UTF-8 bytes.</summary>
    public static Vocabulary Bytes { get; } = new(Tokenization.Bytes, [], hasUnknown: false);

    /// <summary>What one id stands for.</summary>
    public Tokenization Tokenization { get; }

    /// <summary>Number of ids, the unknown symbol counted.</summary>
    public int Size { get; }

    /// <summary>
    /// Id of the symbol that stands for every character too rare to have its own; null where there is none. It is the
    /// last id, is trained, and is never sampled.
    /// </summary>
    public int? UnknownId { get; }

    /// <summary>The characters by id, the unknown symbol left out; empty for bytes.</summary>
    public IReadOnlyList<Rune> Symbols => symbols;

    /// <summary>Makes a vocabulary of Unicode scalars.</summary>
    /// <param name="runes">The characters in any order; each counts once.</param>
    /// <param name="hasUnknown">Whether there is an unknown symbol after them.</param>
    /// <exception cref="InvalidTextException">There are more than fit <see cref="MaximumSize"/>.</exception>
    public static Vocabulary FromRunes(IEnumerable<Rune> runes, bool hasUnknown = false)
    {
        ImmutableArray<Rune> symbols = [.. runes.Distinct().Order()];
        int size = symbols.Length + (hasUnknown ? 1 : 0);
        return size <= MaximumSize
            ? new Vocabulary(Tokenization.Runes, symbols, hasUnknown)
            : throw new InvalidTextException($"The vocabulary would have {size} symbols; at most {MaximumSize} are allowed.");
    }

    /// <summary>The id of a character of one id, or null.</summary>
    /// <param name="character">Exactly one Unicode scalar.</param>
    public int? FindId(string character)
    {
        ArgumentNullException.ThrowIfNull(character);
        if (Rune.DecodeFromUtf16(character, out Rune rune, out int consumed) != OperationStatus.Done || consumed != character.Length)
        {
            return null;
        }

        return Tokenization == Tokenization.Bytes ? (rune.IsAscii ? rune.Value : null) : FindId(rune);
    }

    /// <summary>The id of a character of a runes vocabulary, or null.</summary>
    public int? FindId(Rune rune)
    {
        int id = rune.Value < idByCodePoint.Length ? idByCodePoint[rune.Value] : -1;
        return id < 0 ? null : id;
    }

    /// <summary>Turns a text into ids.</summary>
    /// <param name="text">Any text; a lone surrogate counts as a character that the vocabulary lacks.</param>
    /// <param name="policy">What to do with a character that the vocabulary lacks.</param>
    /// <exception cref="InvalidTextException">
    /// Such a character under <see cref="UnknownPolicy.Error"/>, or under <see cref="UnknownPolicy.Replace"/> where there
    /// is no unknown symbol.
    /// </exception>
    public EncodedText Encode(ReadOnlySpan<char> text, UnknownPolicy policy)
    {
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
                AddUnknown(ids, text, characters, policy);
            }

            text = text[consumed..];
        }

        return new EncodedText([.. ids], characters, unknown);
    }

    /// <summary>The text of ids; the unknown symbol shows as U+FFFD, as do bytes that are not UTF-8.</summary>
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

        StringBuilder text = new(ids.Length);
        foreach (int id in ids)
        {
            text.Append((id == UnknownId ? Rune.ReplacementChar : symbols[id]).ToString());
        }

        return text.ToString();
    }

    internal VocabularyDocument ToDocument() => new()
    {
        Tokenization = Tokenization,
        Unknown = UnknownId,
        Symbols = Tokenization == Tokenization.Bytes
            ? null
            : [.. symbols.Select(symbol => symbol.ToString()), .. UnknownId is null ? Array.Empty<string>() : [""]],
    };

    internal static Vocabulary FromDocument(VocabularyDocument document, string source)
    {
        if (document.Tokenization == Tokenization.Bytes)
        {
            return document.Symbols is null && document.Unknown is null
                ? Bytes
                : throw Bad("a vocabulary of bytes has neither symbols nor an unknown symbol");
        }

        IReadOnlyList<string> symbols = document.Symbols ?? throw Bad("a vocabulary of runes needs symbols");
        if (symbols.Count > MaximumSize)
        {
            throw Bad($"it has {symbols.Count} symbols; at most {MaximumSize} are allowed");
        }

        if (document.Unknown is { } unknown && (unknown != symbols.Count - 1 || symbols[unknown] is not ""))
        {
            throw Bad($"unknown is {unknown}; where there is an unknown symbol it is the last, an empty text");
        }

        Rune[] runes = new Rune[symbols.Count - (document.Unknown is null ? 0 : 1)];
        for (int id = 0; id < runes.Length; id++)
        {
            string symbol = symbols[id] ?? throw Bad($"symbol {id} is null");
            if (Rune.DecodeFromUtf16(symbol, out runes[id], out int consumed) != OperationStatus.Done || consumed != symbol.Length)
            {
                throw Bad($"symbol {id} is {symbol.Length} UTF-16 units; must be exactly one character");
            }

            if (id > 0 && runes[id] <= runes[id - 1])
            {
                throw Bad($"symbol {id}, {CharacterName.Of(runes[id])}, is not after symbol {id - 1} by code point");
            }
        }

        return new Vocabulary(Tokenization.Runes, ImmutableCollectionsMarshal.AsImmutableArray(runes), document.Unknown is not null);

        InvalidModelException Bad(string problem) =>
            new($"{source} has a bad {ModelMetadata.VocabularyKey}: {problem}.");
    }

    private void AddUnknown(List<int> ids, ReadOnlySpan<char> text, int position, UnknownPolicy policy)
    {
        switch (policy)
        {
            case UnknownPolicy.Replace when UnknownId is { } id:
                ids.Add(id);
                break;
            case UnknownPolicy.Error or UnknownPolicy.Replace:
                string reason = policy == UnknownPolicy.Replace ? ", and it has no unknown symbol to put in its place" : "";
                throw new InvalidTextException(
                    $"Character {position} of the text, {CharacterName.Of(text)}, is not in the vocabulary{reason}. Known: {Known()}");
        }
    }

    private string Known()
    {
        const int most = 120;
        string shown = string.Concat(symbols.Take(most).Select(CharacterName.Shown));
        return Tokenization == Tokenization.Bytes ? "every Unicode character."
            : symbols.Length <= most ? shown : $"{shown} and {symbols.Length - most} more.";
    }
}
