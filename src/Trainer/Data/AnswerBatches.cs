namespace CharRnn.Trainer;

/// <summary>
/// Makes batches of questions and answers of batches of lines. The loss ignores the question and the separator. A network alone reads them
/// before the answer; with an encoder, that reads the question, and the network only the answer.
/// </summary>
/// <param name="lines">The batches of lines.</param>
/// <param name="separator">The token ids between question and answer.</param>
/// <param name="startId">The id of the start character.</param>
/// <param name="reverses">Whether questions are read from the last token to the first.</param>
/// <param name="encodes">Whether the network has an encoder.</param>
internal sealed class AnswerBatches(IBatchSource lines, int[] separator, int startId, bool reverses, bool encodes) : IBatchSource
{
    /// <inheritdoc/>
    public int BatchCount => lines.BatchCount;

    /// <inheritdoc/>
    public Batch this[long step] => encodes ? WithQuestions(lines[step]) : WithMask(lines[step]);

    /// <summary>Returns how many tokens a character of the answers has on average, in a text of bytes.</summary>
    public static double TokensPerCharacter(IdSequence part, int[] separator, int newlineId)
    {
        long tokens = 0;
        long characters = 0;
        int end;
        for (int start = 0; start < part.Length; start = end + 1)
        {
            end = part.IndexOf(newlineId, start);
            if (end > start)
            {
                int[] line = new int[end + 1 - start];
                part.CopyTo(start, line);
                IdSequence answer = part.Slice(start + AnswerStart(line, separator), line.Length - AnswerStart(line, separator));
                tokens += answer.Length;
                characters += answer.CountUtf8Characters();
            }
        }

        return (double)tokens / Math.Max(1, characters);
    }

    /// <summary>Returns where the answer of a line begins.</summary>
    public static int AnswerStart(ReadOnlySpan<int> line, int[] separator) => line.IndexOf(separator) + separator.Length;

    private Batch WithMask(Batch batch)
    {
        for (int row = 0; row < batch.BatchSize; row++)
        {
            Span<int> targets = batch.Targets.AsSpan(row * batch.SequenceLength, batch.SequenceLength);
            int answer = AnswerStart(targets, separator);
            if (reverses)
            {
                batch.Inputs.AsSpan((row * batch.SequenceLength) + 1, answer - separator.Length).Reverse(); // after the start character
            }

            targets[..answer].Fill(Batch.Padding);
        }

        return batch;
    }

    private Batch WithQuestions(Batch batch)
    {
        int[][] rows = [.. batch.Targets.Chunk(batch.SequenceLength)];
        int[] starts = Array.ConvertAll(rows, row => AnswerStart(row, separator));
        int[][] answers = [.. rows.Zip(starts, (row, start) => row[start..].TakeWhile(id => id != Batch.Padding).ToArray())];
        int length = answers.Max(answer => answer.Length);
        int[] inputs = new int[rows.Length * length];
        int[] targets = new int[inputs.Length];
        Array.Fill(inputs, startId);
        Array.Fill(targets, Batch.Padding);
        for (int row = 0; row < rows.Length; row++)
        {
            answers[row].AsSpan(..^1).CopyTo(inputs.AsSpan((row * length) + 1));
            answers[row].CopyTo(targets, row * length);
        }

        return new Batch(inputs, targets, rows.Length, length, StartsFromZero: true)
        {
            Questions = [.. rows.Zip(starts, (row, start) => Question(row.AsSpan(0, start - separator.Length)))],
        };
    }

    private int[] Question(ReadOnlySpan<int> tokens)
    {
        int[] question = tokens.ToArray();
        if (reverses)
        {
            Array.Reverse(question);
        }

        return question;
    }
}
