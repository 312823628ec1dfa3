using System.Security.Cryptography;

namespace CharRnn.Trainer;

/// <summary>A text ready for training: its vocabulary, and its ids split into a training part, a validation part after it, and a test part after that.</summary>
public sealed class Corpus
{
    private Corpus(string name, string sha256, VocabularyCoverage coverage, IReadOnlyList<IdSequence> parts, TextUnit unit)
    {
        Name = name;
        Sha256 = sha256;
        Vocabulary = coverage.Vocabulary;
        Characters = coverage.Total;
        CoveredCharacters = coverage.Covered;
        Unit = unit;
        (Training, Validation, Test) = (parts[0], parts[1], parts[2]);
    }

    /// <summary>The corpus' name, or its file's name.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the text's bytes as they were read, those of a validation and a test corpus after them, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The characters that the text uses, and those that were known before.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Unicode scalars of the text.</summary>
    public long Characters { get; }

    /// <summary>How many of them have their own id; the others are the unknown symbol.</summary>
    public long CoveredCharacters { get; }

    /// <summary>The first part, to learn from.</summary>
    public IdSequence Training { get; }

    /// <summary>The part after it, or a corpus of its own, to choose the best weights by; may be empty.</summary>
    public IdSequence Validation { get; }

    /// <summary>The rest, or a corpus of its own, to measure the end with; may be empty.</summary>
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
        return FromTexts(
            Read(options.Corpus),
            options.ValidationCorpus is { } validation ? Read(validation) : null,
            options.TestCorpus is { } test ? Read(test) : null,
            options,
            known);

        CorpusText Read(string corpus) => CorpusText.Read(corpus, options, progress, cancellation);
    }

    /// <summary>Makes a corpus of text that is already in memory.</summary>
    /// <param name="utf8">Valid UTF-8 without a byte order mark. It becomes the corpus' own storage, and is overwritten.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="options">All but the names of corpora are used.</param>
    /// <param name="known">A vocabulary whose symbols are kept whatever the text uses; null for none.</param>
    /// <exception cref="InvalidOptionsException">The known vocabulary has another tokenization.</exception>
    public static Corpus FromUtf8(byte[] utf8, string name, CorpusOptions options, Vocabulary? known = null)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        ArgumentNullException.ThrowIfNull(options);
        return FromTexts(new CorpusText(name, utf8), validation: null, test: null, options, known);
    }

    private static Corpus FromTexts(CorpusText text, CorpusText? validation, CorpusText? test, CorpusOptions options, Vocabulary? known)
    {
        if (known is not null && known.Tokenization != options.Tokenization)
        {
            throw new InvalidOptionsException($"Tokenization is {options.Tokenization}; must be {known.Tokenization}, as the vocabulary that is known has it");
        }

        CorpusText[] texts = [text, .. validation is null ? [] : (CorpusText[])[validation], .. test is null ? [] : (CorpusText[])[test]];
        Task<string> hash = Task.Run(() => Hash(texts));
        if (options.NormalizesLineEnds)
        {
            hash.Wait(); // it is of the bytes as they were read
        }

        CorpusText[] normalized = Array.ConvertAll(texts, each => each.Normalize(options));
        VocabularyBuilder builder = new();
        foreach (CorpusText each in normalized)
        {
            builder.Add(each.Utf8.Span);
        }

        string sha256 = hash.GetAwaiter().GetResult();

        VocabularyCoverage coverage = options.Tokenization == Tokenization.Bytes
            ? new VocabularyCoverage(Vocabulary.Bytes, builder.Total, builder.Total)
            : builder.Build(options.MinimumCount, options.MaximumVocabulary, known);
        Vocabulary vocabulary = coverage.Vocabulary;
        if (vocabulary.Size < 2)
        {
            throw new InvalidTextException(
                $"The corpus {text.Name} repeats one character, {CharacterName.Of(vocabulary.Symbols[0])}; there is nothing to learn from fewer than two different ones.");
        }

        Queue<IdSequence> encoded = new(normalized.Select(each => each.Encode(vocabulary, options)));
        IdSequence ids = encoded.Dequeue();
        int testStart = ids.Length - (test is null ? (int)(ids.Length * options.TestFraction) : 0);
        int validationStart = testStart - (validation is null ? (int)(ids.Length * options.ValidationFractionOrDefault) : 0);
        if (options.Unit == TextUnit.Line)
        {
            int newline = vocabulary.FindId("\n")!.Value;
            testStart = LineStart(ids, testStart, newline);
            validationStart = Math.Min(testStart, LineStart(ids, validationStart, newline));
        }

        return new Corpus(
            text.Name,
            sha256,
            coverage,
            [
                ids.Slice(0, validationStart),
                validation is null ? ids.Slice(validationStart, testStart - validationStart) : encoded.Dequeue(),
                test is null ? ids.Slice(testStart, ids.Length - testStart) : encoded.Dequeue(),
            ],
            options.Unit);
    }

    /// <summary>The id of what ends a line, of a corpus of lines.</summary>
    internal int NewlineId => Vocabulary.FindId("\n")!.Value;

    private static string Hash(CorpusText[] texts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CorpusText text in texts)
        {
            hash.AppendData(text.Utf8.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The parts of a corpus of lines end where a line does.
    private static int LineStart(IdSequence ids, int wanted, int newline) =>
        wanted > 0 && wanted < ids.Length ? ids.IndexOf(newline, wanted - 1) + 1 : wanted;
}
