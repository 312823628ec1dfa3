using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>What a run kept back of its corpus: the test part, or else the validation part.</summary>
/// <param name="Name">The name for the output.</param>
/// <param name="Ids">Its tokens.</param>
internal readonly record struct HeldOutPart(string Name, IdSequence Ids)
{
    /// <summary>Returns the part, which is empty if nothing was kept back.</summary>
    public static HeldOutPart Of(Corpus corpus)
    {
        (string part, IdSequence ids) = corpus.Test.Length > 0 ? ("test", corpus.Test) : ("validation", corpus.Validation);
        return new HeldOutPart($"the {part} part of {corpus.Name}", ids);
    }

    /// <summary>Returns the part.</summary>
    /// <exception cref="InvalidOptionsException">Nothing was kept back.</exception>
    public static HeldOutPart Require(Corpus corpus) => Of(corpus) is { Ids.Length: > 0 } part ? part
        : throw new InvalidOptionsException($"The run kept no part of {corpus.Name} back to evaluate on; give a text that it has not learnt with --corpus");
}
