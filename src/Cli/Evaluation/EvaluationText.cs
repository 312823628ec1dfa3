using System.Text;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The text to evaluate on.</summary>
/// <param name="Name">The name for the output.</param>
/// <param name="Utf8">The text, with the line ends that the model was trained on.</param>
/// <param name="Corpus">The corpus of the run, where it is needed.</param>
internal sealed record EvaluationText(string Name, ReadOnlyMemory<byte> Utf8, Corpus? Corpus = null)
{
    /// <summary>Reads a text for a model that is not a run.</summary>
    public static EvaluationText OfModel(string corpus, Vocabulary vocabulary, bool replaceInvalid, CancellationToken cancellation)
    {
        CorpusOptions options = new() { Corpus = corpus, ReplaceInvalidUtf8 = replaceInvalid };
        return Other(Read(options, vocabulary, cancellation), options);
    }

    /// <summary>Reads a text for a run: the one that is given or, if that is the text of the run or none, what the run kept back.</summary>
    /// <param name="run">The run.</param>
    /// <param name="places">Where the texts are.</param>
    /// <param name="metadata">The documents of the run's model.</param>
    /// <param name="replaceInvalid">Whether to replace invalid bytes of another text although the run did not.</param>
    /// <param name="needsCorpus">Whether the corpus of the run is needed in any case.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static EvaluationText OfRun(RunFolder run, TextPlaces places, ModelMetadata metadata, bool replaceInvalid, bool needsCorpus, CancellationToken cancellation)
    {
        CorpusOptions options = run.ReadConfig().Corpus;
        (Vocabulary vocabulary, string? sha256) = (metadata.Vocabulary, metadata.Training.CorpusSha256);
        if (places is not { Corpus: { } corpus, Validation: null, Test: null })
        {
            return PartOf(LoadCorpus(places));
        }

        CorpusOptions asTrained = options.Copy();
        (asTrained.Corpus, asTrained.ReplaceInvalidUtf8) = (corpus, asTrained.ReplaceInvalidUtf8 || replaceInvalid);
        CorpusText text = Read(asTrained, vocabulary, cancellation);
        bool isOwn = options is { ValidationCorpus: null, TestCorpus: null } && Corpus.Hash(text) == sha256;
        return isOwn
            ? PartOf(Corpus.FromTexts(text, validation: null, test: null, options, vocabulary))
            : Other(text, asTrained) with { Corpus = needsCorpus ? LoadCorpus(new TextPlaces()) : null };

        Corpus LoadCorpus(TextPlaces places)
        {
            places.ApplyTo(options);
            Corpus loaded = CorpusSource.Load(options, vocabulary, knownLabels: null, cancellation);
            loaded.CheckUnchanged(sha256 ?? loaded.Sha256);
            return loaded;
        }
    }

    // A named corpus is found first. If the model knows no carriage return, CR LF is LF to it.
    private static CorpusText Read(CorpusOptions options, Vocabulary vocabulary, CancellationToken cancellation)
    {
        string given = options.Corpus;
        options.NormalizeLineEnds |= vocabulary.FindId("\r") is null;
        (options.Corpus, options.ValidationCorpus, options.TestCorpus) = (CorpusSource.Resolve(given), null, null);
        using WorkProgress progress = new("downloading the corpus");
        CorpusText text = CorpusReader.Read(CorpusSource.Locate(options, progress, cancellation).Corpus, options, cancellation);
        return given == "-" ? text : text with { Name = given };
    }

    // An empty text is refused where it is measured.
    private static EvaluationText Other(CorpusText text, CorpusOptions options) =>
        new(text.Name, text.Utf8.IsEmpty ? text.Utf8 : text.Normalize(options).Utf8);

    private static EvaluationText PartOf(Corpus corpus)
    {
        (string name, IdSequence ids) = HeldOutPart.Require(corpus);
        return new(name, Encoding.UTF8.GetBytes(corpus.Decode(ids)), corpus);
    }
}
