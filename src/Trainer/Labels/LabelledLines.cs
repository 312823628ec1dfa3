namespace CharRnn.Trainer;

/// <summary>Makes batches of lines of one length, whose labels are the targets.</summary>
/// <param name="ids">The text, with labels.</param>
/// <param name="oneLabel">Whether a line has one label, that of its first token.</param>
internal sealed class LabelledLines(IdSequence ids, bool oneLabel)
{
    /// <summary>Returns where each batch starts among the lines in the order of their lengths, and where the last one ends.</summary>
    public static int[] BatchStarts(IEnumerable<int> lengths, int batchSize)
    {
        List<int> starts = [0];
        foreach (int[] batch in lengths.Order().GroupBy(length => length).SelectMany(equal => equal.Chunk(batchSize)))
        {
            starts.Add(starts[^1] + batch.Length);
        }

        return [.. starts];
    }

    /// <summary>Makes a batch.</summary>
    /// <param name="starts">Where each line starts.</param>
    /// <param name="length">The number of tokens of each.</param>
    public Batch MakeBatch(int[] starts, int length)
    {
        int[] inputs = new int[starts.Length * length];
        int perRow = oneLabel ? 1 : length;
        int[] targets = new int[starts.Length * perRow];
        for (int row = 0; row < starts.Length; row++)
        {
            ids.CopyTo(starts[row], inputs.AsSpan(row * length, length));
            ids.Labels!.CopyTo(starts[row], targets.AsSpan(row * perRow, perRow));
        }

        return new Batch(inputs, targets, starts.Length, length, StartsFromZero: true);
    }
}
