namespace CharRnn.Inference;

/// <summary>
/// Reads questions from the zero state, each to its own end: the encoder reads the question, or a network alone the start character, the
/// question and the separator but its last token, which is then the first that the answer is predicted from.
/// </summary>
/// <param name="model">A model that answers.</param>
internal sealed class QuestionReader(CharRnnModel model)
{
    private readonly string separator = model.Description.AnswerAfter!;
    private readonly int[] separatorIds = model.Vocabulary.Encode(model.Description.AnswerAfter, UnknownPolicy.Error).Ids;
    private readonly CharRnnModel reader = model.Encoder ?? model;

    /// <summary>Gets the token that the answer is predicted from, after the state that <see cref="Read"/> returns.</summary>
    public int PendingId => model.Encoder is null ? separatorIds[^1] : model.Metadata.StartId;

    /// <summary>Checks that a text is a question.</summary>
    /// <exception cref="InvalidTextException">It is empty, has a line's end, or has the separator.</exception>
    public void Check(string question)
    {
        string? problem = question.Length == 0 ? "is empty; must have a character"
            : question.Contains('\n', StringComparison.Ordinal) ? "has a line's end; must be one line"
            : (question + separator).IndexOf(separator, StringComparison.Ordinal) < question.Length ? $"has the separator \"{separator}\", after which an answer begins; give only what stands before it"
            : null;
        if (problem is not null)
        {
            throw new InvalidTextException($"The question \"{VisibleText.Line(question, 60)}\" {problem}.");
        }
    }

    /// <summary>Returns what is read of a question.</summary>
    /// <exception cref="InvalidTextException">The model knows none of its characters.</exception>
    public int[] Tokens(string question, int[] ids)
    {
        if (ids.Length == 0)
        {
            throw new InvalidTextException($"The question \"{VisibleText.Line(question, 60)}\" has no character that is in the vocabulary.");
        }

        int[] read = [.. ids];
        if (model.Description.ReverseQuestion)
        {
            Array.Reverse(read);
        }

        return model.Encoder is null ? [model.Metadata.StartId, .. read, .. separatorIds[..^1]] : read;
    }

    /// <summary>Returns the state after each question.</summary>
    /// <param name="rows">What is read of each; none is empty.</param>
    /// <param name="cancellationToken">Checked before each run.</param>
    public RecurrentState Read(int[][] rows, CancellationToken cancellationToken)
    {
        RecurrentState ends = new(reader.Description, rows.Length);
        int read = ReadTogether(rows, ends, cancellationToken);
        int longest = rows.Max(row => row.Length);
        if (read == longest)
        {
            return ends;
        }

        using ModelRun run = new(reader, rows.Length, 1);
        run.State.CopyFrom(ends);
        for (; read < longest; read++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int row = 0; row < rows.Length; row++)
            {
                run.Ids[row] = rows[row][Math.Min(read, rows[row].Length - 1)];
            }

            run.Run();
            for (int row = 0; row < rows.Length; row++)
            {
                if (rows[row].Length == read + 1)
                {
                    ends.CopyRow(row, run.State, row);
                }
            }
        }

        return ends;
    }

    /// <summary>Reads as many tokens as all rows have, but for what does not fill a chunk.</summary>
    /// <returns>How many of each row.</returns>
    private int ReadTogether(int[][] rows, RecurrentState ends, CancellationToken cancellationToken)
    {
        int shortest = rows.Min(row => row.Length);
        int chunk = Math.Min(shortest, TextBatch.ChunkLength(reader.Description, rows.Length, layers: 0));
        int read = 0;
        using ModelRun run = new(reader, rows.Length, chunk);
        for (; read + chunk <= shortest; read += chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < run.Ids.Length; i++)
            {
                run.Ids[i] = rows[i / chunk][read + (i % chunk)];
            }

            run.Run();
        }

        ends.CopyFrom(run.State);
        return read;
    }
}
