namespace CharRnn.Inference;

/// <summary>Scores a text part by part: the state is carried from each part to the next, so no more than one is in memory.</summary>
internal sealed class LongText : IDisposable
{
    private const int PartLength = 4096; // UTF-16 units

    private readonly CharRnnModel model;
    private readonly UnknownPolicy policy;
    private readonly ModelRun run;
    private readonly int[] targets; // [sequence], what the logits of a run are to predict
    private int filled;
    private int previousId;
    private double nats;
    private long characters;
    private long unknown;

    public LongText(CharRnnModel model, UnknownPolicy policy)
    {
        (this.model, this.policy) = (model, policy);
        targets = new int[SentenceScorer.ChunkLength(rows: 1, model.Vocabulary.Size)];
        run = new ModelRun(model, batchSize: 1, targets.Length);
        previousId = model.Metadata.StartId;
    }

    public void Dispose() => run.Dispose();

    public void Read(TextReader text, CancellationToken cancellation)
    {
        char[] buffer = new char[PartLength];
        int kept = 0; // half of a surrogate pair
        int read;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            read = text.ReadBlock(buffer, kept, PartLength - kept);
            int length = kept + read;
            kept = read > 0 && char.IsHighSurrogate(buffer[length - 1]) ? 1 : 0;
            Add(buffer.AsSpan(0, length - kept));
            buffer[0] = buffer[Math.Max(length - 1, 0)];
        }
        while (read > 0);
    }

    /// <param name="endId">The id of the end if it is scored.</param>
    public SentenceScore Finish(int? endId)
    {
        bool hasEnd = endId is not null && characters > 0;
        if (hasEnd)
        {
            Add(endId!.Value);
        }

        Compute();
        return SentenceScore.Of(policy, nats, checked((int)characters), checked((int)unknown), hasEnd);
    }

    private void Add(ReadOnlySpan<char> part)
    {
        EncodedText encoded = model.Vocabulary.Encode(part, policy, characters);
        characters += encoded.CharacterCount;
        unknown += encoded.UnknownCount;
        foreach (int id in encoded.Ids)
        {
            Add(id);
        }
    }

    private void Add(int id)
    {
        run.Ids[filled] = previousId;
        targets[filled] = previousId = id;
        filled++;
        if (filled == targets.Length)
        {
            Compute();
        }
    }

    // The last run is filled up with what an earlier one read, which comes after all that counts.
    private void Compute()
    {
        if (filled == 0)
        {
            return;
        }

        run.Run();
        int size = model.Vocabulary.Size;
        for (int i = 0; i < filled; i++)
        {
            nats += SentenceScorer.Cost(run.Logits.AsSpan(i * size, size), targets[i]);
        }

        filled = 0;
    }
}
