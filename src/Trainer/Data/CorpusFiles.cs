namespace CharRnn.Trainer;

/// <summary>Counts of the files in the folders that a corpus was read from.</summary>
/// <param name="Read">Files whose text is in the corpus.</param>
/// <param name="Skipped">Files that do not match the pattern, are empty, or were read already by another path.</param>
/// <param name="SkippedRuns">Run folders, which are never read as text.</param>
public sealed record CorpusFiles(int Read, int Skipped, int SkippedRuns)
{
    internal static CorpusFiles? Sum(CorpusFiles? one, CorpusFiles? other) =>
        one is null || other is null ? one ?? other : new(one.Read + other.Read, one.Skipped + other.Skipped, one.SkippedRuns + other.SkippedRuns);
}
