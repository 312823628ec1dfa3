namespace CharRnn.Inference;

/// <summary>Reads a text part by part: the state is carried from each part to the next, so no more than one is in memory.</summary>
internal sealed class LongText : IDisposable
{
    private const int PartLength = 4096; // UTF-16 units

    private readonly CharRnnModel model;
    private readonly UnknownPolicy policy;
    private readonly Action<PredictedToken> visit;
    private readonly ModelRun run;
    private readonly int[] targets; // [sequence], what the logits of a run are to predict
    private int filled;
    private int previousId;
    private long visited;
    private long characters;
    private long unknown;

    /// <param name="model">The model.</param>
    /// <param name="policy">What to do with a character that the vocabulary lacks.</param>
    /// <param name="layers">The layers whose hidden states are wanted.</param>
    /// <param name="visit">What is done with each token, in order.</param>
    public LongText(CharRnnModel model, UnknownPolicy policy, ReadOnlySpan<int> layers, Action<PredictedToken> visit)
    {
        (this.model, this.policy, this.visit) = (model, policy, visit);
        targets = new int[TextBatch.ChunkLength(model.Description, rows: 1, layers.Length)];
        run = new ModelRun(model, batchSize: 1, targets.Length, layers);
        previousId = model.Metadata.StartId;
    }

    /// <summary>Gets the number of Unicode scalars.</summary>
    public int Characters => checked((int)characters);

    /// <summary>Gets the number of them that are not in the vocabulary.</summary>
    public int Unknown => checked((int)unknown);

    public void Dispose() => run.Dispose();

    public void Read(TextReader text, CancellationToken cancellation)
    {
        char[] buffer = new char[PartLength];
        int kept = 0; // half of a surrogate pair, or what may be the beginning of a word
        int read;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            read = text.ReadBlock(buffer, kept, PartLength - kept);
            int length = kept + read;
            Span<char> known = buffer.AsSpan(0, length);
            int certain = read > 0 ? model.Vocabulary.CertainLength(known) : length;
            Add(known[..certain]);
            known[certain..].CopyTo(buffer);
            kept = length - certain;
        }
        while (read > 0);
    }

    /// <summary>Ends the text.</summary>
    /// <param name="endId">A last token, which is predicted and not read; null if there is none.</param>
    public void Finish(int? endId)
    {
        if (endId is { } id)
        {
            Add(id);
        }

        Compute();
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
        for (int i = 0; i < filled; i++)
        {
            visit(new PredictedToken(run, Row: 0, i, visited++, targets[i]));
        }

        filled = 0;
    }
}
