namespace CharRnn.Trainer;

/// <summary>The labels that are to be learnt with the texts of a corpus.</summary>
/// <param name="Texts">The texts: of tab-separated ones their column of text.</param>
/// <param name="Task">Whether each token or each line has one.</param>
/// <param name="Names">The labels by id.</param>
/// <param name="Attach">Gives the token ids of a text their labels: the place of the text, its ids and its vocabulary.</param>
internal sealed record CorpusLabels(
    CorpusText[] Texts, ModelTask Task, IReadOnlyList<string> Names, Func<int, IdSequence, Vocabulary, IdSequence> Attach)
{
    /// <summary>Reads the labels.</summary>
    /// <param name="texts">The texts, with normalized line ends.</param>
    /// <param name="target">The text whose characters are labels, if there is one.</param>
    /// <param name="options">The options.</param>
    /// <param name="known">The labels, if they are given.</param>
    /// <returns>Null if nothing has labels.</returns>
    public static CorpusLabels? Read(CorpusText[] texts, CorpusText? target, CorpusOptions options, IReadOnlyList<string>? known)
    {
        if (target is not null)
        {
            (IReadOnlyList<string> names, IdSequence labels) = TargetLabels.Read(texts[0], target, options.Unit, known);
            return new CorpusLabels(texts, ModelTask.Tag, names, (_, ids, _) => ids.WithLabels(labels));
        }

        return options.ClassColumn is null ? null : ReadClasses(texts, options, known);
    }

    private static CorpusLabels ReadClasses(CorpusText[] texts, CorpusOptions options, IReadOnlyList<string>? known)
    {
        ClassColumns[] columns = Array.ConvertAll(texts, text => ClassColumns.Split(text, options));
        string[] found = [.. columns.SelectMany(each => each.Classes).Distinct().Order(StringComparer.Ordinal)];
        LabelNames.Check(found, known, texts[0].Name);
        IReadOnlyList<string> names = known ?? found;
        return new CorpusLabels(
            Array.ConvertAll(columns, each => each.Text), ModelTask.Classify, names, (place, ids, vocabulary) => columns[place].Label(ids, vocabulary.FindId("\n")!.Value, names));
    }
}
