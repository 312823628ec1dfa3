namespace CharRnn.Trainer;

/// <summary>
/// Cuts a text into parallel streams of equal length and these into windows, as char-rnn and torch-rnn do: row r of every
/// window continues row r of the one before, so that the state can be carried (truncated BPTT).
/// </summary>
public sealed class StreamBatches : IWindowSource
{
    private readonly IdSequence ids;

    /// <summary>Lays the streams out.</summary>
    /// <param name="ids">The text.</param>
    /// <param name="batchSize">Streams, at least 1.</param>
    /// <param name="sequenceLength">Columns of a window, at least 1.</param>
    /// <param name="dropPartial">Whether a last window of fewer columns is left out.</param>
    public StreamBatches(IdSequence ids, int batchSize, int sequenceLength, bool dropPartial)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceLength, 1);
        this.ids = ids;
        BatchSize = batchSize;
        SequenceLength = sequenceLength;
        int predictable = Math.Max(0, (ids.Length - 1) / batchSize); // a stream's inputs, each with its target after it
        StreamLength = dropPartial ? predictable / sequenceLength * sequenceLength : predictable;
        StreamStride = predictable;
        WindowCount = (StreamLength + sequenceLength - 1) / sequenceLength;
    }

    /// <summary>Streams.</summary>
    public int BatchSize { get; }

    /// <summary>Columns of a window, but for a shorter last one.</summary>
    public int SequenceLength { get; }

    /// <summary>Windows of one pass over the text; 0 where the text is shorter than one.</summary>
    public int WindowCount { get; }

    /// <summary>Characters of the text that no window predicts: the first, which nothing comes before, and what is left over.</summary>
    public int LeftOver => ids.Length - (StreamLength * BatchSize);

    private int StreamLength { get; }

    private int StreamStride { get; }

    /// <summary>The window of a step; the first of every pass starts from the zero state.</summary>
    public Window this[long step]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(step);
            int index = (int)(step % WindowCount);
            int column = index * SequenceLength;
            int length = Math.Min(SequenceLength, StreamLength - column);
            int[] inputs = new int[BatchSize * length];
            int[] targets = new int[BatchSize * length];
            for (int row = 0; row < BatchSize; row++)
            {
                int from = (row * StreamStride) + column;
                ids.CopyTo(from, inputs.AsSpan(row * length, length));
                ids.CopyTo(from + 1, targets.AsSpan(row * length, length));
            }

            return new Window(inputs, targets, BatchSize, length, StartsFromZero: index == 0);
        }
    }
}
