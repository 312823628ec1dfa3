using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>Reads the texts that a command line or a run refers to. A named corpus is generated or downloaded first.</summary>
internal static class CorpusSource
{
    /// <summary>
    /// Returns what config.json keeps of a corpus that the user names: the whole path of a file or folder, the name of a named corpus, or -. A
    /// file takes precedence over a named corpus.
    /// </summary>
    public static string Resolve(string corpus)
    {
        if (corpus == "-" || !Path.Exists(corpus))
        {
            return corpus;
        }

        if (NamedCorpora.Find(corpus) is not null)
        {
            Console.Error.WriteLine($"{corpus} is read from {Path.GetFullPath(corpus)}, not from the corpus of that name");
        }

        return Path.GetFullPath(corpus);
    }

    /// <summary>Reads the corpus of the options.</summary>
    /// <exception cref="CharRnnException">A named corpus cannot be generated or downloaded, an option is out of range, or a text cannot be read.</exception>
    public static Corpus Load(CorpusOptions options, Vocabulary? known, IReadOnlyList<string>? knownLabels, CancellationToken cancellation)
    {
        using WorkProgress progress = new("downloading the corpus");
        return Corpus.Load(Locate(options, progress, cancellation), known, knownLabels, cancellation);
    }

    /// <summary>Returns the options with files in place of the names of corpora. The corpus keeps its name.</summary>
    /// <param name="options">The options as the user gives them and as config.json stores them.</param>
    /// <param name="progress">Receives the fraction downloaded so far, 0 to 1.</param>
    /// <param name="cancellation">Stops a download; the next one continues it.</param>
    public static CorpusOptions Locate(CorpusOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        options.Validate();
        CorpusOptions located = options.Copy();
        located.Corpus = FileOf(options.Corpus);
        located.Name = NamedCorpora.Find(options.Corpus)?.Name;
        located.TargetCorpus = options.TargetCorpus is { } target ? FileOf(target) : null;
        located.ValidationCorpus = options.ValidationCorpus is { } validation ? FileOf(validation) : null;
        located.TestCorpus = options.TestCorpus is { } test ? FileOf(test) : null;
        return located;

        string FileOf(string corpus) =>
            NamedCorpora.Find(corpus) is { } named ? named.Locate(progress, cancellation)
            : corpus == "-" || Path.Exists(corpus) ? corpus
            : throw new InvalidTextException($"The corpus {corpus} does not exist; give a text file, a folder, - for standard input, or one of the names {NamedCorpora.Names}.");
    }
}
