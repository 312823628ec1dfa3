using System.Security.Cryptography;
using System.Text;

namespace CharRnn.Trainer;

/// <summary>A text ready for training: its vocabulary and its token ids, split into a training, a validation and a test part.</summary>
public sealed class Corpus
{
    private Corpus(string name, string sha256, VocabularyCoverage coverage, IReadOnlyList<IdSequence> parts, TextUnit unit, ModelTask task, IReadOnlyList<string> labels)
    {
        Name = name;
        Sha256 = sha256;
        Vocabulary = coverage.Vocabulary;
        Characters = coverage.Total;
        CoveredCharacters = coverage.Covered;
        (Unit, Task, Labels) = (unit, task, labels);
        (Training, Validation, Test) = (parts[0], parts[1], parts[2]);
    }

    /// <summary>Gets the name for messages and the training record: <see cref="CorpusOptions.Name"/>, or the name of the file or folder.</summary>
    public string Name { get; }

    /// <summary>Gets the SHA-256 of the bytes that were read, in lower-case hexadecimal: the text, then the validation corpus, then the test corpus, then the target corpus.</summary>
    public string Sha256 { get; }

    /// <summary>Gets the vocabulary: the characters of the text and of the known vocabulary.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Gets the number of Unicode scalars in the text.</summary>
    public long Characters { get; }

    /// <summary>Gets the number of Unicode scalars that have a token id of their own. The others are the unknown token.</summary>
    public long CoveredCharacters { get; }

    /// <summary>Gets the training part, the beginning of the text.</summary>
    public IdSequence Training { get; }

    /// <summary>Gets the validation part, which selects the best weights: the text after the training part, or a separate corpus. It can be empty.</summary>
    public IdSequence Validation { get; }

    /// <summary>Gets the test part, which the result is measured on: the end of the text, or a separate corpus. It can be empty.</summary>
    public IdSequence Test { get; }

    /// <summary>Gets whether the corpus is one stream of text or separate lines. The parts of a corpus of lines consist of whole lines.</summary>
    public TextUnit Unit { get; }

    /// <summary>Gets what is learnt from the corpus: its tokens, a label for each token, or a label for each line.</summary>
    public ModelTask Task { get; }

    /// <summary>Gets the labels by id. A corpus whose tokens are learnt has none.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Gets how many files were read and skipped, if a text is a folder; else null.</summary>
    public CorpusFiles? Files { get; private init; }

    /// <summary>Reads a file, a folder of files, or standard input.</summary>
    /// <param name="options">The texts, and how they become token ids.</param>
    /// <param name="known">A vocabulary whose tokens are kept even if the text lacks them, such as that of weights to fine-tune; null for none.</param>
    /// <param name="knownLabels">The labels, if no others may occur, such as those of weights to fine-tune; null to take those that occur.</param>
    /// <param name="cancellationToken">Stops reading between two files.</param>
    /// <exception cref="FileNotFoundException">A file or folder does not exist.</exception>
    /// <exception cref="InvalidTextException">A text cannot be read, is empty, or has fewer than two different tokens, or its labels do not fit.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static Corpus Load(CorpusOptions options, Vocabulary? known = null, IReadOnlyList<string>? knownLabels = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        CorpusText text = Read(options.Corpus);
        return FromTexts(
            text with { Name = options.Name ?? text.Name },
            options.ValidationCorpus is { } validation ? Read(validation) : null,
            options.TestCorpus is { } test ? Read(test) : null,
            options,
            known,
            options.TargetCorpus is { } target ? Read(target) : null,
            knownLabels);

        CorpusText Read(string corpus) => CorpusReader.Read(corpus, options, cancellationToken);
    }

    /// <summary>Makes a corpus from text in memory.</summary>
    /// <param name="utf8">Valid UTF-8 without a byte order mark. The corpus takes the array over and overwrites it.</param>
    /// <param name="name">The name for messages and the training record.</param>
    /// <param name="options">How the text becomes token ids. The options that name files are ignored.</param>
    /// <param name="known">A vocabulary whose tokens are kept even if the text lacks them; null for none.</param>
    /// <exception cref="InvalidOptionsException">The known vocabulary has another tokenization.</exception>
    public static Corpus FromUtf8(byte[] utf8, string name, CorpusOptions options, Vocabulary? known = null)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        ArgumentNullException.ThrowIfNull(options);
        return FromTexts(new CorpusText(name, utf8), validation: null, test: null, options, known);
    }

    /// <summary>Checks that the corpus is the one that a run began with.</summary>
    /// <param name="sha256">The SHA-256 of that one.</param>
    /// <exception cref="InvalidTextException">It is another.</exception>
    internal void CheckUnchanged(string sha256)
    {
        if (Sha256 != sha256)
        {
            throw new InvalidTextException(
                $"The corpus {Name} has changed: its SHA-256 is {Sha256}, and the run began with {sha256}. Give the same text, or start a new run.");
        }
    }

    internal static Corpus FromTexts(
        CorpusText text,
        CorpusText? validation,
        CorpusText? test,
        CorpusOptions options,
        Vocabulary? known,
        CorpusText? target = null,
        IReadOnlyList<string>? knownLabels = null)
    {
        if (known is not null && known.Tokenization != options.Tokenization)
        {
            throw new InvalidOptionsException($"Tokenization is {options.Tokenization}; must be {known.Tokenization}, as in the known vocabulary");
        }

        CorpusText[] texts = [text, .. validation is null ? [] : (CorpusText[])[validation], .. test is null ? [] : (CorpusText[])[test]];
        Task<string> hash = System.Threading.Tasks.Task.Run(() => Hash([.. texts, .. target is null ? [] : (CorpusText[])[target]]));
        if (options.NormalizesLineEnds)
        {
            hash.Wait(); // the hash is of the bytes as read
        }

        CorpusText[] normalized = Array.ConvertAll(texts, each => each.Normalize(options));
        CorpusLabels? labels = CorpusLabels.Read(normalized, target?.Normalize(options), options, knownLabels);
        normalized = labels?.Texts ?? normalized;
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
                vocabulary.Characters.Count == 0
                ? $"No character of the corpus {text.Name} occurs {options.MinimumCount} times; lower the minimum count."
                : $"The corpus {text.Name} repeats one character, {CharacterName.Of(vocabulary.Characters[0])}; at least two different characters are needed.");
        }

        Queue<IdSequence> encoded = new(normalized.Select(each => each.Encode(vocabulary, options)));
        if (labels is not null)
        {
            encoded = new Queue<IdSequence>(encoded.Select((ids, place) => labels.Attach(place, ids, vocabulary)));
        }

        IdSequence ids = encoded.Dequeue();
        int testStart = ids.Length - (test is null ? (int)(ids.Length * options.TestFraction) : 0);
        int validationStart = testStart - (validation is null ? (int)(ids.Length * options.ValidationFractionOrDefault) : 0);
        if (options.Unit == TextUnit.Line)
        {
            int newline = vocabulary.FindId("\n")!.Value;
            testStart = LineStart(ids, testStart, newline);
            validationStart = Math.Min(testStart, LineStart(ids, validationStart, newline));
        }

        Corpus corpus = new(
            text.Name,
            sha256,
            coverage,
            [
                ids.Slice(0, validationStart),
                validation is null ? ids.Slice(validationStart, testStart - validationStart) : encoded.Dequeue(),
                test is null ? ids.Slice(testStart, ids.Length - testStart) : encoded.Dequeue(),
            ],
            options.Unit,
            labels?.Task ?? ModelTask.Text,
            labels?.Names ?? [])
        {
            Files = texts.Select(each => each.Files).Aggregate(CorpusFiles.Sum),
        };
        if (labels is not null && knownLabels is null)
        {
            LabelNames.CheckLearnt(corpus);
        }

        return corpus;
    }

    /// <summary>
    /// Decodes a part to text. The unknown token becomes U+FFFD or, if the vocabulary has that character, a private-use character that it
    /// lacks: it is unknown in the text, too.
    /// </summary>
    public string Decode(IdSequence part)
    {
        ArgumentNullException.ThrowIfNull(part);
        int[] ids = Array.ConvertAll(part.ToArray(), id => (int)id);
        if (Vocabulary.UnknownId is not { } unknown)
        {
            return Vocabulary.Decode(ids);
        }

        string replacement = Enumerable.Range(0xE000, 0x1900).Prepend(0xFFFD).Concat(Enumerable.Range(0xF0000, 0xFFFE)).Select(codePoint => new Rune(codePoint)).First(rune => Vocabulary.FindId(rune) is null).ToString();
        return string.Concat(ids.Select(id => id == unknown ? replacement : Vocabulary.Decode([id])));
    }

    /// <summary>Returns how many tokens a character of a part has on average: 1 or, in a corpus of bytes, its bytes.</summary>
    internal double TokensPerCharacter(IdSequence part) =>
        Vocabulary.Tokenization == Tokenization.Bytes ? (double)part.Length / Math.Max(1, part.CountUtf8Characters()) : 1;

    /// <summary>The id of the newline of a corpus of lines.</summary>
    internal int NewlineId => Vocabulary.FindId("\n")!.Value;

    internal static string Hash(params CorpusText[] texts)
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
