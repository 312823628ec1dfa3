namespace CharRnn.Trainer;

/// <summary>
/// Batches of whole lines. A line starts from the zero state with the start character and ends with its newline. Lines of similar
/// length share a batch, and the loss ignores the padding of shorter ones. Every pass has another order. Lines whose labels are learnt are
/// read as they are, and only lines of one length share a batch, because a network that reads backwards would begin with the padding.
/// </summary>
internal sealed class LineBatches : IBatchSource
{
    private const int PoolBatches = 64; // lines are sorted by length within this many batches

    private readonly IdSequence ids;
    private readonly int startId;
    private readonly int batchSize;
    private readonly ulong? seed;
    private readonly LabelledLines? labelled; // null if the lines themselves are learnt
    private readonly List<int> starts = []; // of each non-empty line
    private readonly List<int> lengths = []; // tokens without the newline
    private long orderedPass = -1;
    private int[] order = []; // lines, in batches
    private readonly int[] batchStarts; // in the order, and its end
    private int[] batchOrder = [];

    /// <summary>Finds the lines.</summary>
    /// <param name="ids">The text; its last token is a newline.</param>
    /// <param name="startId">The id of the start character.</param>
    /// <param name="newlineId">The id of the newline.</param>
    /// <param name="batchSize">The number of lines in a batch.</param>
    /// <param name="seed">The seed of the order of the lines; null sorts them by length, for evaluation.</param>
    /// <param name="oneLabel">Whether a line has one label, in a text with labels.</param>
    public LineBatches(IdSequence ids, int startId, int newlineId, int batchSize, ulong? seed, bool oneLabel = false)
    {
        (this.ids, this.startId, this.batchSize, this.seed) = (ids, startId, batchSize, seed);
        labelled = ids.Labels is null ? null : new LabelledLines(ids, oneLabel);
        int end;
        for (int start = 0; start < ids.Length; start = end + 1)
        {
            end = ids.IndexOf(newlineId, start);
            if (end > start)
            {
                starts.Add(start);
                lengths.Add(end - start);
            }
        }

        batchStarts = labelled is null ? [.. Enumerable.Range(0, (starts.Count + batchSize - 1) / batchSize).Select(batch => batch * batchSize), starts.Count] : LabelledLines.BatchStarts(lengths, batchSize);
        BatchCount = batchStarts.Length - 1;
    }

    /// <inheritdoc/>
    public int BatchCount { get; }

    /// <inheritdoc/>
    public Batch this[long step]
    {
        get
        {
            Order(step / BatchCount);
            int batch = batchOrder[(int)(step % BatchCount)];
            int[] lines = order[batchStarts[batch]..batchStarts[batch + 1]];
            if (labelled is not null)
            {
                return labelled.MakeBatch([.. lines.Select(line => starts[line])], lengths[lines[0]]);
            }

            int length = lines.Max(line => lengths[line]) + 1;
            int[] inputs = new int[lines.Length * length];
            int[] targets = new int[inputs.Length];
            Array.Fill(inputs, startId);
            Array.Fill(targets, Batch.Padding);
            for (int row = 0; row < lines.Length; row++)
            {
                (int start, int tokens) = (starts[lines[row]], lengths[lines[row]]);
                ids.CopyTo(start, inputs.AsSpan((row * length) + 1, tokens));
                ids.CopyTo(start, targets.AsSpan(row * length, tokens + 1)); // the newline too
            }

            return new Batch(inputs, targets, lines.Length, length, StartsFromZero: true);
        }
    }

    private void Order(long pass)
    {
        if (pass == orderedPass)
        {
            return;
        }

        orderedPass = pass;
        order = [.. Enumerable.Range(0, starts.Count)];
        batchOrder = [.. Enumerable.Range(0, BatchCount)];
        RandomSource? random = seed is null ? null : new RandomSource(seed.Value, pass);
        Shuffle(order, random);
        int[] keys = [.. order.Select(line => lengths[line])];
        int pool = random is null || labelled is not null ? order.Length : PoolBatches * batchSize;
        for (int from = 0; from < order.Length; from += pool)
        {
            int count = Math.Min(pool, order.Length - from);
            Array.Sort(keys, order, from, count);
        }

        Shuffle(batchOrder, random);
    }

    // Fisher and Yates.
    private static void Shuffle(int[] values, RandomSource? random)
    {
        for (int i = values.Length - 1; i > 0 && random is not null; i--)
        {
            int other = (int)(random.NextDouble() * (i + 1));
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
