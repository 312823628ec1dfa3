namespace CharRnn.Inference;

/// <summary>Reads a batch of texts from the zero state, in chunks that carry the state.</summary>
internal static class TextBatch
{
    private const int LongestChunk = 128;
    private const int MaximumNumbers = 1 << 22; // that one run gives, 16 MiB

    /// <summary>Visits each token of each text. Those of one text come in order.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The tokens of each text. The last of a text is predicted and not read.</param>
    /// <param name="layers">The layers whose hidden states are wanted.</param>
    /// <param name="visit">What is done with a token.</param>
    /// <param name="cancellationToken">Checked before each run.</param>
    public static void Read(CharRnnModel model, int[][] rows, ReadOnlySpan<int> layers, Action<PredictedToken> visit, CancellationToken cancellationToken)
    {
        int longest = rows.Max(row => row.Length);
        if (longest == 0)
        {
            return;
        }

        int longestChunk = ChunkLength(model.Description, rows.Length, layers.Length);
        int chunks = ((longest - 1) / longestChunk) + 1;
        int chunkLength = ((longest - 1) / chunks) + 1; // all alike, so that the last is not mostly padding
        using ModelRun run = new(model, rows.Length, chunkLength, layers);
        for (int from = 0; from < longest; from += chunkLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FillIds(run, rows, from, chunkLength, model.Metadata.StartId);
            run.Run();
            for (int row = 0; row < rows.Length; row++)
            {
                int end = Math.Min(rows[row].Length, from + chunkLength);
                for (int position = from; position < end; position++)
                {
                    visit(new PredictedToken(run, row, position - from, position, rows[row][position]));
                }
            }
        }
    }

    /// <returns>How many tokens of each row one run may compute.</returns>
    public static int ChunkLength(ModelDescription description, int rows, int layers) =>
        Math.Clamp(MaximumNumbers / (rows * (description.VocabularySize + (layers * description.HiddenSize))), 1, LongestChunk);

    // Each token is predicted from the one before it; what pads a shorter row comes after all that counts.
    private static void FillIds(ModelRun run, int[][] rows, int from, int chunkLength, int startId)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            Span<long> ids = run.Ids.AsSpan(row * chunkLength, chunkLength);
            for (int column = 0; column < chunkLength; column++)
            {
                int previous = from + column - 1;
                ids[column] = previous < 0 || previous >= rows[row].Length ? startId : rows[row][previous];
            }
        }
    }
}
