using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>Where the texts of a run are now. Those that are null are where config.json has them.</summary>
/// <param name="Corpus">The text.</param>
/// <param name="Target">The target corpus, whose characters are labels.</param>
/// <param name="Validation">The validation corpus.</param>
/// <param name="Test">The test corpus.</param>
internal sealed record TextPlaces(string? Corpus = null, string? Target = null, string? Validation = null, string? Test = null)
{
    /// <summary>Changes the options of a run to where its texts are now.</summary>
    /// <exception cref="InvalidOptionsException">The run has no such corpus, or read it from standard input.</exception>
    /// <exception cref="InvalidTextException">A corpus is no longer where it was.</exception>
    public void ApplyTo(CorpusOptions options)
    {
        options.Corpus = Find("--corpus", Corpus, options.Corpus)!;
        options.TargetCorpus = Find("--target-corpus", Target, options.TargetCorpus);
        options.ValidationCorpus = Find("--validation-corpus", Validation, options.ValidationCorpus);
        options.TestCorpus = Find("--test-corpus", Test, options.TestCorpus);
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
