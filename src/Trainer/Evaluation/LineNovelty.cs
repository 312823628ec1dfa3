namespace CharRnn.Trainer;

/// <summary>How many lines of a text are new. Empty lines do not count.</summary>
/// <param name="Count">The number of lines of the text.</param>
/// <param name="InCorpus">The number of them that are lines of the corpus.</param>
/// <param name="Repeated">The number of them that repeat an earlier line of the text.</param>
public sealed record LineNovelty(int Count, int InCorpus, int Repeated)
{
    /// <summary>Counts the lines of a text. Takes memory for its lines, and none for those of the corpus.</summary>
    internal static LineNovelty Of(string[] lines, Corpus corpus)
    {
        string?[] encoded = [.. lines.Select(line => Encode(line, corpus.Vocabulary))];
        HashSet<string> found = FindIn(corpus, encoded.OfType<string>().ToHashSet(StringComparer.Ordinal));
        return new(lines.Length, encoded.Count(line => line is not null && found.Contains(line)), lines.Length - lines.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Returns a line with token ids for characters; null if the corpus lacks one of them.</summary>
    private static string? Encode(string line, Vocabulary vocabulary)
    {
        EncodedText encoded = vocabulary.Encode(line, UnknownPolicy.Skip);
        return encoded.UnknownCount > 0 ? null : string.Concat(encoded.Ids.Select(id => (char)id));
    }

    /// <summary>Finds those of the wanted lines that the corpus has.</summary>
    private static HashSet<string> FindIn(Corpus corpus, HashSet<string> wanted)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        int[] ids = new int[wanted.Select(line => line.Length).DefaultIfEmpty().Max()];
        char[] line = new char[ids.Length];
        int newline = corpus.NewlineId;
        int end;
        for (int start = 0; start < corpus.Training.Length; start = end + 1)
        {
            end = corpus.Training.IndexOf(newline, start);
            int length = end - start;
            if (length <= ids.Length)
            {
                corpus.Training.CopyTo(start, ids.AsSpan(0, length));
                Narrow(ids.AsSpan(0, length), line);
                _ = lookup.TryGetValue(line.AsSpan(0, length), out string? known) && found.Add(known);
            }
        }

        return found;
    }

    private static void Narrow(ReadOnlySpan<int> ids, Span<char> line)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            line[i] = (char)ids[i];
        }
    }
}
