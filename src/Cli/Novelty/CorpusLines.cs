using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>
/// The lines of the training part of a corpus, as a line model is trained on them: without their ends, empty ones left out. Takes 2 bytes a
/// character and up to 50 a line. Immutable.
/// </summary>
internal sealed class CorpusLines
{
    private readonly Vocabulary vocabulary;
    private readonly HashSet<int>.AlternateLookup<ReadOnlySpan<ushort>> lines; // the starts of different lines

    /// <summary>Finds the lines.</summary>
    /// <param name="corpus">A corpus of lines.</param>
    public CorpusLines(Corpus corpus)
    {
        vocabulary = corpus.Vocabulary;
        ushort[] ids = corpus.Training.ToArray();
        ushort newline = (ushort)corpus.NewlineId;
        HashSet<int> starts = new(new ByLine(ids, newline));
        for (int start = 0; start < ids.Length; start += ids.AsSpan(start).IndexOf(newline) + 1)
        {
            if (ids[start] != newline)
            {
                starts.Add(start);
            }
        }

        lines = starts.GetAlternateLookup<ReadOnlySpan<ushort>>();
    }

    /// <summary>Returns whether the corpus has a line that is exactly this text.</summary>
    public bool Contains(string line)
    {
        EncodedText encoded = vocabulary.Encode(line, UnknownPolicy.Skip);
        return encoded.UnknownCount == 0 && lines.Contains(Array.ConvertAll(encoded.Ids, id => (ushort)id));
    }

    private sealed class ByLine(ushort[] ids, ushort newline) : IEqualityComparer<int>, IAlternateEqualityComparer<ReadOnlySpan<ushort>, int>
    {
        public bool Equals(int one, int other) => LineAt(one).SequenceEqual(LineAt(other));

        public int GetHashCode([DisallowNull] int start) => GetHashCode(LineAt(start));

        public bool Equals(ReadOnlySpan<ushort> line, int other) => line.SequenceEqual(LineAt(other));

        public int GetHashCode(ReadOnlySpan<ushort> line) => string.GetHashCode(MemoryMarshal.Cast<ushort, char>(line));

        public int Create(ReadOnlySpan<ushort> line) => throw new NotSupportedException(); // nothing is added by its text

        private ReadOnlySpan<ushort> LineAt(int start) => ids.AsSpan(start)[..ids.AsSpan(start).IndexOf(newline)];
    }
}
