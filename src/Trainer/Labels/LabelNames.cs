namespace CharRnn.Trainer;

/// <summary>Checks the labels of a corpus.</summary>
internal static class LabelNames
{
    private const int MostShown = 20;

    /// <summary>Checks that there are at least two labels or, if the labels are given, that no other occurs.</summary>
    /// <exception cref="InvalidTextException">It is not so.</exception>
    public static void Check(IReadOnlyList<string> names, IReadOnlyList<string>? known, string corpus)
    {
        if (known is null && names.Count < 2)
        {
            throw new InvalidTextException(names.Count == 0 ? $"{corpus} has no label." : $"{corpus} has only the label {Shown(names[0])}; at least two are needed.");
        }

        if (known is not null && names.Except(known).FirstOrDefault() is { } other)
        {
            throw new InvalidTextException(
                $"{corpus} has the label {Shown(other)}, which is none of the model's: {string.Join(", ", known.Take(MostShown).Select(Shown))}{(known.Count > MostShown ? " ..." : "")}.");
        }
    }

    /// <summary>Checks that every label to validate or to test on is learnt.</summary>
    /// <exception cref="InvalidTextException">One is not.</exception>
    public static void CheckLearnt(Corpus corpus)
    {
        HashSet<int> learnt = Find(corpus, corpus.Training);
        foreach ((IdSequence part, string purpose) in (ReadOnlySpan<(IdSequence, string)>)[(corpus.Validation, "validation"), (corpus.Test, "test")])
        {
            foreach (int missing in Find(corpus, part).Except(learnt).Order().Take(1))
            {
                throw new InvalidTextException(
                    $"The label {Shown(corpus.Labels[missing])} of the corpus {corpus.Name} is in the {purpose} part and not in the part to train on. Mix the lines of the corpus, or give other fractions.");
            }
        }
    }

    /// <summary>The place of a label.</summary>
    public static int IndexOf(IReadOnlyList<string> names, string label)
    {
        for (int id = 0; id < names.Count; id++)
        {
            if (names[id] == label)
            {
                return id;
            }
        }

        return -1;
    }

    // A newline of lines has no label.
    private static HashSet<int> Find(Corpus corpus, IdSequence part)
    {
        HashSet<int> found = [];
        for (int i = 0; i < part.Length; i++)
        {
            if (corpus.Unit == TextUnit.Stream || part[i] != corpus.NewlineId)
            {
                found.Add(part.Labels![i]);
            }
        }

        return found;
    }

    private static string Shown(string label) => $"\"{VisibleText.Line(label)}\"";
}
