using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The texts of a run: where config.json has them, or where the command line says that they are now.</summary>
internal static class RunCorpus
{
    /// <summary>The options that say where a run's texts are now.</summary>
    public const string Options = "--corpus, --validation-corpus, --test-corpus";

    /// <summary>Changes the options of a run to where its texts are now.</summary>
    /// <param name="options">As config.json has them.</param>
    /// <param name="corpus">The place of the text, or null if it is where it was.</param>
    /// <param name="validation">The place of the validation corpus, or null.</param>
    /// <param name="test">The place of the test corpus, or null.</param>
    /// <exception cref="InvalidOptionsException">The run has no such corpus, or read it from standard input.</exception>
    /// <exception cref="InvalidTextException">A corpus is no longer where it was.</exception>
    public static void Find(CorpusOptions options, string? corpus, string? validation, string? test)
    {
        options.Corpus = Find("--corpus", corpus, options.Corpus)!;
        options.ValidationCorpus = Find("--validation-corpus", validation, options.ValidationCorpus);
        options.TestCorpus = Find("--test-corpus", test, options.TestCorpus);
    }

    private static string? Find(string option, string? given, string? kept) => (given, kept) switch
    {
        (null, null) => null,
        (null, "-") => throw new InvalidOptionsException($"{option} is missing; the run read this text from standard input"),
        (null, _) => NamedCorpora.Find(kept) is not null || Path.Exists(kept) ? kept
            : throw new InvalidTextException($"The run's text {kept} is no longer there; {option} says where it is now."),
        (_, null) => throw new InvalidOptionsException($"{option} is given, but the run has no such corpus of its own"),
        _ => CorpusSource.Resolve(given),
    };
}
