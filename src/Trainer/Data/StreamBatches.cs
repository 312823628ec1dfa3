namespace CharRnn.Trainer;

/// <summary>
/// Cuts a text into parallel streams of equal length, and the streams into batches, as char-rnn and torch-rnn do. Row r of a batch
/// continues row r of the previous batch, so that the state can be carried over (truncated BPTT). The targets are the tokens that follow or,
/// in a labelled text, the labels.
/// </summary>
public sealed class StreamBatches : IBatchSource
{
    private readonly IdSequence ids;
    private readonly IdSequence targets;
    private readonly int shift; // from an input to its target

    /// <summary>Creates the batches.</summary>
    /// <param name="ids">The text.</param>
    /// <param name="batchSize">The number of streams, at least 1.</param>
    /// <param name="sequenceLength">The number of columns of a batch, at least 1.</param>
    /// <param name="dropPartial">Whether a last batch with fewer columns is omitted.</param>
    public StreamBatches(IdSequence ids, int batchSize, int sequenceLength, bool dropPartial)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceLength, 1);
        this.ids = ids;
        (targets, shift) = ids.Labels is { } labels ? (labels, 0) : (ids, 1);
        BatchSize = batchSize;
        SequenceLength = sequenceLength;
        int predictable = Math.Max(0, (ids.Length - shift) / batchSize); // the inputs of a stream, each with its target
        StreamLength = dropPartial ? predictable / sequenceLength * sequenceLength : predictable;
        StreamStride = predictable;
        BatchCount = (StreamLength + sequenceLength - 1) / sequenceLength;
    }

    /// <summary>Gets the number of parallel streams, the rows of a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Gets the number of columns of a batch. The last batch can have fewer.</summary>
    public int SequenceLength { get; }

    /// <summary>Gets the number of batches in one pass over the text; 0 if the text is shorter than one batch.</summary>
    public int BatchCount { get; }

    /// <summary>Gets the number of tokens that no batch predicts: the first token, and those that do not fill a last batch.</summary>
    public int LeftOver => ids.Length - (StreamLength * BatchSize);

    private int StreamLength { get; }

    private int StreamStride { get; }

    /// <summary>Gets the batch of a step. The first batch of every pass starts from the zero state.</summary>
    public Batch this[long step]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(step);
            int index = (int)(step % BatchCount);
            int column = index * SequenceLength;
            int length = Math.Min(SequenceLength, StreamLength - column);
            int[] inputs = new int[BatchSize * length];
            int[] expected = new int[BatchSize * length];
            for (int row = 0; row < BatchSize; row++)
            {
                int from = (row * StreamStride) + column;
                ids.CopyTo(from, inputs.AsSpan(row * length, length));
                targets.CopyTo(from + shift, expected.AsSpan(row * length, length));
            }

            return new Batch(inputs, expected, BatchSize, length, StartsFromZero: index == 0);
        }
    }
}
