namespace CharRnn.Trainer.Tests;

/// <summary>Copies of options with a few other values.</summary>
internal static class OptionVariants
{
    public static TrainingOptions With(this TrainingOptions options, Action<TrainingOptions> change)
    {
        TrainingOptions copy = options.Copy();
        change(copy);
        return copy;
    }

    public static CorpusOptions With(this CorpusOptions options, Action<CorpusOptions> change)
    {
        CorpusOptions copy = options.Copy();
        change(copy);
        return copy;
    }
}
