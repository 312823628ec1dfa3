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

    /// <summary>Gets what separates the question of a line from its answer; null if nothing does.</summary>
    public string? AnswerAfter { get; private init; }

    /// <summary>Gets whether the tokens of a question are read from the last to the first.</summary>
    public bool ReverseQuestion { get; private init; }

    /// <summary>Gets the token ids of <see cref="AnswerAfter"/>.</summary>
    internal int[]? Separator { get; private init; }

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
        if (options.AnswerAfter is { } answerAfter)
        {
            Array.ForEach(normalized, each => AnswerLines.Check(each.Utf8.Span, answerAfter, $"the corpus {each.Name}"));
        }

        VocabularyCoverage coverage = BuildVocabulary(normalized, options, known);
        string sha256 = hash.GetAwaiter().GetResult();
        Vocabulary vocabulary = coverage.Vocabulary;
        if (vocabulary.Size < 2)
        {
            throw new InvalidTextException(
                vocabulary.KnownCount == 0
                ? $"No {vocabulary.Piece} of the corpus {text.Name} occurs {options.MinimumCount} times; lower the minimum count."
                : $"The corpus {text.Name} repeats one {vocabulary.Piece}, {Vocabulary.NameOf(vocabulary.Decode([0]))}; at least two different {vocabulary.Piece}s are needed.");
        }

        Queue<IdSequence> encoded = new(normalized.Select((each, place) => (each, place)).Skip(1).Select(text => Labelled(text.each.Encode(vocabulary, options), text.place)));
        IdSequence[] parts = EncodeParts(normalized[0], vocabulary, options, validation is null, test is null, ids => Labelled(ids, place: 0));
        Corpus corpus = new(
            text.Name,
            sha256,
            coverage,
            [
                parts[0],
                validation is null ? parts[1] : encoded.Dequeue(),
                test is null ? parts[2] : encoded.Dequeue(),
            ],
            options.Unit,
            labels?.Task ?? (options.AnswerAfter is null ? ModelTask.Text : ModelTask.Answer),
            labels?.Names ?? [])
        {
            Files = texts.Select(each => each.Files).Aggregate(CorpusFiles.Sum),
            AnswerAfter = options.AnswerAfter,
            ReverseQuestion = options.ReverseQuestion,
            Separator = options.AnswerAfter is null ? null : SeparatorIds(options.AnswerAfter, vocabulary),
        };
        if (labels is not null && knownLabels is null)
        {
            LabelNames.CheckLearnt(corpus);
        }

        return corpus;

        IdSequence Labelled(IdSequence ids, int place) => labels?.Attach(place, ids, vocabulary) ?? ids;
    }

    /// <summary>
    /// Decodes a part to text. The text of words is as it was, with those that are unknown. Otherwise the unknown token becomes U+FFFD or, if the vocabulary has that character, a private-use character that it
    /// lacks: it is unknown in the text, too.
    /// </summary>
    public string Decode(IdSequence part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!part.Utf8.IsEmpty)
        {
            return Encoding.UTF8.GetString(part.Utf8.Span);
        }

        int[] ids = Array.ConvertAll(part.ToArray(), id => (int)id);
        if (Vocabulary.UnknownId is not { } unknown)
        {
            return Vocabulary.Decode(ids);
        }

        string replacement = Enumerable.Range(0xE000, 0x1900).Prepend(0xFFFD).Concat(Enumerable.Range(0xF0000, 0xFFFE)).Select(codePoint => new Rune(codePoint)).First(rune => Vocabulary.FindId(rune) is null).ToString();
        return string.Concat(ids.Select(id => id == unknown ? replacement : Vocabulary.Decode([id])));
    }

    /// <summary>Returns how many tokens a character of a part has on average: 1; in a corpus of bytes, its bytes; in a corpus of words, its share of one.</summary>
    internal double TokensPerCharacter(IdSequence part) =>
        Vocabulary.Tokenization == Tokenization.Runes ? 1
        : Separator is null ? (double)part.Length / Math.Max(1, part.CountUtf8Characters())
        : AnswerBatches.TokensPerCharacter(part, Separator, NewlineId);

    /// <summary>Returns e to the loss of a part over its words without white space; null if the tokens are not words, or if it is beyond a double.</summary>
    /// <param name="part">A part.</param>
    /// <param name="loss">Its loss in nats per token.</param>
    internal static double? PerplexityPerWord(IdSequence part, double loss) =>
        part.Utf8.IsEmpty || Math.Exp(loss * part.Length / Math.Max(1, Utf8Words.CountWords(part.Utf8.Span))) is not (< double.PositiveInfinity and var perplexity) ? null : perplexity;

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

    private static VocabularyCoverage BuildVocabulary(CorpusText[] texts, CorpusOptions options, Vocabulary? known)
    {
        if (options.Tokenization == Tokenization.Words)
        {
            WordVocabularyBuilder words = new();
            Array.ForEach(texts, text => words.Add(text.Utf8.Span));
            return words.Build(options.MinimumCount, options.MaximumVocabulary, known);
        }

        VocabularyBuilder builder = new();
        Array.ForEach(texts, text => builder.Add(text.Utf8.Span));
        return options.Tokenization == Tokenization.Bytes
            ? new VocabularyCoverage(Vocabulary.Bytes, builder.Total, builder.Total)
            : builder.Build(options.MinimumCount, options.MaximumVocabulary, known);
    }

    private static IdSequence[] EncodeParts(CorpusText text, Vocabulary vocabulary, CorpusOptions options, bool splitsValidation, bool splitsTest, Func<IdSequence, IdSequence> label)
    {
        if (vocabulary.Tokenization == Tokenization.Words)
        {
            (int validation, int test) = Starts(CorpusText.CountCharacters(text.Utf8.Span));
            return Array.ConvertAll(WordParts.Split(text, [validation, test], options.Unit), part => part.Encode(vocabulary, options));
        }

        IdSequence ids = label(text.Encode(vocabulary, options));
        (int validationStart, int testStart) = Starts(ids.Length);
        if (options.Unit == TextUnit.Line)
        {
            int newline = vocabulary.FindId("\n")!.Value;
            testStart = LineStart(ids, testStart, newline);
            validationStart = Math.Min(testStart, LineStart(ids, validationStart, newline));
        }

        return [ids.Slice(0, validationStart), ids.Slice(validationStart, testStart - validationStart), ids.Slice(testStart, ids.Length - testStart)];

        (int Validation, int Test) Starts(int length)
        {
            int test = length - (splitsTest ? (int)(length * options.TestFraction) : 0);
            return (test - (splitsValidation ? (int)(length * options.ValidationFractionOrDefault) : 0), test);
        }
    }

    private static int[] SeparatorIds(string answerAfter, Vocabulary vocabulary)
    {
        EncodedText encoded = vocabulary.Encode(answerAfter, UnknownPolicy.Skip);
        return encoded.UnknownCount == 0 ? encoded.Ids : throw new InvalidTextException(
            $"The separator \"{answerAfter}\" has a character that is too rare to be kept in the vocabulary. Lower the minimum count, or raise the maximum size of the vocabulary.");
    }

    // The parts of a corpus of lines end where a line does.
    private static int LineStart(IdSequence ids, int wanted, int newline) =>
        wanted > 0 && wanted < ids.Length ? ids.IndexOf(newline, wanted - 1) + 1 : wanted;
}
