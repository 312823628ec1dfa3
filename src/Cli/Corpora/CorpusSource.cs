using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>Reads the texts that a command line or a run names; a named corpus is made or downloaded first.</summary>
internal static class CorpusSource
{
    /// <summary>Reads the corpus that the options name.</summary>
    /// <exception cref="CharRnnException">A named corpus cannot be made or downloaded, an option is out of range, or a text cannot be read.</exception>
    public static Corpus Load(CorpusOptions options, Vocabulary? known, CancellationToken cancellation) =>
        Corpus.Load(Locate(options, new CorpusProgress(), cancellation), known, cancellation);

    /// <summary>The options with files in place of the names of corpora; the corpus keeps its name.</summary>
    /// <param name="options">As the user gives them and config.json has them.</param>
    /// <param name="progress">Told the fraction of a download that has arrived, 0 to 1.</param>
    /// <param name="cancellation">Stops a download; what has arrived is kept for the next.</param>
    public static CorpusOptions Locate(CorpusOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        options.Validate();
        CorpusOptions located = options.Copy();
        located.Corpus = FileOf(options.Corpus);
        located.Name = NamedCorpora.Find(options.Corpus)?.Name;
        located.ValidationCorpus = options.ValidationCorpus is { } validation ? FileOf(validation) : null;
        located.TestCorpus = options.TestCorpus is { } test ? FileOf(test) : null;
        return located;

        string FileOf(string corpus) =>
            NamedCorpora.Find(corpus) is { } named ? named.Locate(progress, cancellation)
            : corpus == "-" || Path.Exists(corpus) ? corpus
            : throw new InvalidTextException($"The corpus {corpus} does not exist; give a text file, a folder, - for standard input, or one of the names {NamedCorpora.Names}.");
    }
}
