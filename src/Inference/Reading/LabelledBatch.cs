namespace CharRnn.Inference;

/// <summary>What is done with the scores of a token's labels.</summary>
internal delegate void TagVisitor(int row, int position, ReadOnlySpan<float> logits);

/// <summary>What is done with the scores of a text's classes.</summary>
internal delegate void ClassVisitor(int row, ReadOnlySpan<float> logits);

/// <summary>
/// Reads a batch of texts from the zero state with a model that gives labels. In one direction a text is read in chunks that carry the
/// state, whatever its length. In both directions a text must be read at once, or in windows that overlap.
/// </summary>
internal static class LabelledBatch
{
    /// <summary>The most tokens of a window, and of a text that is classified in both directions.</summary>
    public const int WindowLength = 2048;

    /// <summary>How far the label of a token is from a cut at least, in tokens, where a window was cut.</summary>
    public const int WindowOverlap = 256;

    /// <summary>The most tokens of a text that is classified in both directions.</summary>
    public const int LongestInBothDirections = 16_384;

    private const int LongestChunk = 128;
    private const int MaximumNumbers = 1 << 22; // that a layer makes in one run, 16 MiB

    /// <summary>Visits each token of each text.</summary>
    /// <param name="model">A model that labels each token.</param>
    /// <param name="rows">The tokens of each text; of one length, if the model reads in both directions.</param>
    /// <param name="visit">What is done with a token.</param>
    /// <param name="cancellationToken">Checked before each run.</param>
    public static void Tag(CharRnnModel model, int[][] rows, TagVisitor visit, CancellationToken cancellationToken)
    {
        int longest = rows.Max(row => row.Length);
        if (longest == 0)
        {
            return;
        }

        int columns = Math.Min(longest, model.Description.Bidirectional ? WindowLength : LongestChunk);
        foreach (int[] part in Parts(model.Description, rows.Length, columns))
        {
            using ModelRun run = new(model, part.Length, columns);
            int[][] texts = [.. part.Select(row => rows[row])];
            for (int done = 0; done < longest;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (int start, int end) = model.Description.Bidirectional ? Window(longest, columns, done) : (done, Math.Min(done + columns, longest));
                if (model.Description.Bidirectional)
                {
                    run.State.Clear();
                }

                Fill(run, texts, start, columns, model.Metadata.StartId);
                run.Run();
                for (int row = 0; row < part.Length; row++)
                {
                    for (int position = done; position < Math.Min(end, texts[row].Length); position++)
                    {
                        visit(part[row], position, run.LogitsAfter(row, position - start));
                    }
                }

                done = end;
            }
        }
    }

    /// <summary>Visits each text that has a token.</summary>
    /// <param name="model">A model that labels whole texts.</param>
    /// <param name="rows">The tokens of each text, of one length.</param>
    /// <param name="visit">What is done with a text.</param>
    /// <param name="cancellationToken">Checked before each run.</param>
    /// <exception cref="InvalidTextException">The model reads in both directions, and the texts are too long for it.</exception>
    public static void Classify(CharRnnModel model, int[][] rows, ClassVisitor visit, CancellationToken cancellationToken)
    {
        int length = rows[0].Length;
        if (length == 0)
        {
            return;
        }

        if (FindProblem(model, length) is { } problem)
        {
            throw new InvalidTextException($"A text cannot be classified: {problem}");
        }

        int columns = model.Description.Bidirectional ? length : Math.Min(length, LongestChunk);
        foreach (int[] part in Parts(model.Description, rows.Length, columns))
        {
            int[][] texts = [.. part.Select(row => rows[row])];
            using ModelRun run = new(model, part.Length, columns);
            int done = length % columns;
            if (done > 0)
            {
                using ModelRun rest = new(model, part.Length, done); // first, so that the last run ends where the text does
                Fill(rest, texts, 0, done, model.Metadata.StartId);
                rest.Run();
                run.State.CopyFrom(rest.State);
            }

            for (; done < length; done += columns)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Fill(run, texts, done, columns, model.Metadata.StartId);
                run.Run();
            }

            for (int row = 0; row < part.Length; row++)
            {
                visit(part[row], run.LogitsOf(row));
            }
        }
    }

    /// <summary>Returns why a text of so many tokens cannot be classified; null if it can.</summary>
    public static string? FindProblem(CharRnnModel model, int length) => model.Description.Bidirectional && length > LongestInBothDirections
        ? $"it has {length} tokens, and {model.Name}, which reads in both directions, takes at most {LongestInBothDirections}."
        : null;

    /// <summary>Returns where the next window starts, and where the tokens end that it labels. Those next to a cut are labelled by the window in which they are further from it.</summary>
    /// <param name="length">The number of tokens of the text.</param>
    /// <param name="window">The number of tokens of a window.</param>
    /// <param name="done">The number of tokens that are labelled.</param>
    internal static (int Start, int End) Window(int length, int window, int done)
    {
        int start = Math.Min(Math.Max(0, done - WindowOverlap), length - window);
        return (start, start + window == length ? length : start + window - WindowOverlap);
    }

    // The rows, as many at once as the memory of a run allows.
    private static IEnumerable<int[]> Parts(ModelDescription description, int rows, int columns)
    {
        int numbers = columns * Math.Max(description.OutputSize, description.GateCount * description.LayerWidth);
        return Enumerable.Range(0, rows).Chunk(Math.Max(1, MaximumNumbers / numbers));
    }

    // What pads a shorter row comes after all that counts.
    private static void Fill(ModelRun run, int[][] texts, int start, int columns, int paddingId)
    {
        for (int row = 0; row < texts.Length; row++)
        {
            Span<long> ids = run.Ids.AsSpan(row * columns, columns);
            for (int column = 0; column < columns; column++)
            {
                ids[column] = start + column < texts[row].Length ? texts[row][start + column] : paddingId;
            }
        }
    }
}
