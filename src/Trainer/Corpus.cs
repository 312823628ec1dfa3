using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CharRnn.Trainer;

/// <summary>A text ready for training: its vocabulary, and its ids split into a training part, a validation part after it, and a test part after that.</summary>
public sealed class Corpus
{
    private Corpus(string name, string sha256, VocabularyCoverage coverage, IdSequence ids, CorpusOptions options)
    {
        Name = name;
        Sha256 = sha256;
        Vocabulary = coverage.Vocabulary;
        Characters = coverage.Total;
        CoveredCharacters = coverage.Covered;
        Unit = options.Unit;
        int test = Boundary(ids, ids.Length - (int)(ids.Length * options.TestFraction));
        int validation = Math.Min(test, Boundary(ids, ids.Length - (int)(ids.Length * options.TestFraction) - (int)(ids.Length * options.ValidationFraction)));
        Training = ids.Slice(0, validation);
        Validation = ids.Slice(validation, test - validation);
        Test = ids.Slice(test, ids.Length - test);
    }

    /// <summary>The corpus' name, or its file's name.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the text's bytes as they were read, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The characters that the text uses, and those that were known before.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Unicode scalars of the text.</summary>
    public long Characters { get; }

    /// <summary>How many of them have their own id; the others are the unknown symbol.</summary>
    public long CoveredCharacters { get; }

    /// <summary>The first part, to learn from.</summary>
    public IdSequence Training { get; }

    /// <summary>The part after it, to choose the best weights by; may be empty.</summary>
    public IdSequence Validation { get; }

    /// <summary>The rest, to measure the end with; may be empty.</summary>
    public IdSequence Test { get; }

    /// <summary>Whether it is one text or single lines; parts of the latter are whole lines.</summary>
    public TextUnit Unit { get; }

    /// <summary>Reads a file, a folder of files, standard input or a named corpus.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="known">A vocabulary whose symbols are kept whatever the text uses: that of weights to go on from; null for none.</param>
    /// <param name="progress">Told the fraction that has arrived, 0 to 1, where the corpus has to be downloaded.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="CharRnnException">A named corpus cannot be made or downloaded.</exception>
    /// <exception cref="InvalidTextException">The text cannot be read, is empty, or has fewer than two different symbols.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static Corpus Load(CorpusOptions options, Vocabulary? known = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.FindProblems());
        (string name, byte[] utf8) = CorpusText.Read(options.Corpus, options, progress, cancellation);
        return FromUtf8(utf8, name, options, known);
    }

    /// <summary>Makes a corpus of text that is already in memory.</summary>
    /// <param name="utf8">Valid UTF-8 without a byte order mark.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="options">All but <see cref="CorpusOptions.Corpus"/> is used.</param>
    /// <param name="known">A vocabulary whose symbols are kept whatever the text uses; null for none.</param>
    /// <exception cref="InvalidOptionsException">The known vocabulary has another tokenization.</exception>
    public static Corpus FromUtf8(byte[] utf8, string name, CorpusOptions options, Vocabulary? known = null)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        ArgumentNullException.ThrowIfNull(options);
        if (known is not null && known.Tokenization != options.Tokenization)
        {
            throw new InvalidOptionsException($"Tokenization is {options.Tokenization}; must be {known.Tokenization}, as the vocabulary that is known has it");
        }

        string sha256 = Convert.ToHexStringLower(SHA256.HashData(utf8));
        if (options.NormalizeLineEnds || options.Unit == TextUnit.Line)
        {
            utf8 = WithoutCarriageReturns(utf8);
        }

        if (options.Unit == TextUnit.Line && utf8.Length > 0 && utf8[^1] != '\n')
        {
            utf8 = [.. utf8, (byte)'\n'];
        }

        if (utf8.Length == 0)
        {
            throw new InvalidTextException($"The corpus {name} is empty.");
        }

        VocabularyBuilder builder = new();
        Count(utf8, builder);
        VocabularyCoverage coverage = options.Tokenization == Tokenization.Bytes
            ? new VocabularyCoverage(Vocabulary.Bytes, builder.Total, builder.Total)
            : builder.Build(options.MinimumCount, options.MaximumVocabulary, known);
        if (coverage.Vocabulary.Size < 2)
        {
            throw new InvalidTextException(
                $"The corpus {name} repeats one character, {CharacterName.Of(coverage.Vocabulary.Symbols[0])}; there is nothing to learn from fewer than two different ones.");
        }

        Corpus corpus = new(name, sha256, coverage, Encode(utf8, coverage), options);
        if (options.Unit == TextUnit.Line)
        {
            corpus.CheckLines(options.MaximumLineLength);
        }

        return corpus;
    }

    // The parts of a corpus of lines end where a line does.
    private int Boundary(IdSequence ids, int wanted) => Unit == TextUnit.Line && wanted > 0 && wanted < ids.Length
        ? ids.IndexOf(NewlineId, wanted - 1) + 1
        : wanted;

    /// <summary>The id of what ends a line.</summary>
    /// <exception cref="InvalidTextException">The vocabulary has none.</exception>
    internal int NewlineId => Vocabulary.FindId("\n")
        ?? throw new InvalidTextException($"The corpus {Name} has too few newlines to have a symbol for them; lines need one. Lower the minimum count, or raise the vocabulary's maximum size.");

    private void CheckLines(int maximumLength)
    {
        int line = 1;
        foreach (IdSequence part in (IdSequence[])[Training, Validation, Test])
        {
            for (int start = 0; start < part.Length; line++)
            {
                int end = part.IndexOf(NewlineId, start);
                if (end - start > maximumLength)
                {
                    throw new InvalidTextException($"Line {line} of the corpus {Name} has {end - start} symbols; a line may have up to {maximumLength}. Raise the limit, or train on the text as a stream.");
                }

                start = end + 1;
            }
        }
    }

    private static byte[] WithoutCarriageReturns(byte[] utf8)
    {
        int length = 0;
        byte[] kept = new byte[utf8.Length];
        for (int i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] != '\r' || i + 1 == utf8.Length || utf8[i + 1] != '\n')
            {
                kept[length++] = utf8[i];
            }
        }

        return kept[..length];
    }

    private static void Count(ReadOnlySpan<byte> utf8, VocabularyBuilder builder)
    {
        while (!utf8.IsEmpty)
        {
            Rune rune = Next(ref utf8);
            builder.Add(rune);
        }
    }

    private static IdSequence Encode(byte[] utf8, VocabularyCoverage coverage)
    {
        Vocabulary vocabulary = coverage.Vocabulary;
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            return new IdSequence(utf8);
        }

        // A character that has no id of its own has the unknown symbol: the vocabulary was made of this very text, too.
        ReadOnlySpan<byte> rest = utf8;
        if (vocabulary.Size <= 256)
        {
            byte[] narrow = new byte[coverage.Total];
            for (int i = 0; i < narrow.Length; i++)
            {
                narrow[i] = (byte)(vocabulary.FindId(Next(ref rest)) ?? vocabulary.UnknownId!.Value);
            }

            return new IdSequence(narrow);
        }

        ushort[] wide = new ushort[coverage.Total];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = (ushort)(vocabulary.FindId(Next(ref rest)) ?? vocabulary.UnknownId!.Value);
        }

        return new IdSequence(wide);
    }

    private static Rune Next(ref ReadOnlySpan<byte> utf8)
    {
        if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed) != OperationStatus.Done)
        {
            throw new ArgumentException("The text is not valid UTF-8.", nameof(utf8));
        }

        utf8 = utf8[consumed..];
        return rune;
    }
}
