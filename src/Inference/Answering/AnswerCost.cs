namespace CharRnn.Inference;

/// <summary>Computes what given answers cost.</summary>
internal static class AnswerCost
{
    /// <summary>Returns the negative log-likelihood of each answer, in nats.</summary>
    /// <param name="model">The model that writes answers.</param>
    /// <param name="state">The state after each question.</param>
    /// <param name="pendingId">The token that the first of each answer is predicted from.</param>
    /// <param name="rows">The tokens of each answer.</param>
    /// <param name="cancellationToken">Checked before each run.</param>
    public static double[] Of(CharRnnModel model, RecurrentState state, int pendingId, int[][] rows, CancellationToken cancellationToken)
    {
        double[] nats = new double[rows.Length];
        int longest = rows.Max(row => row.Length);
        using ModelRun run = new(model, rows.Length, 1);
        run.State.CopyFrom(state);
        for (int position = 0; position < longest; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int row = 0; row < rows.Length; row++)
            {
                run.Ids[row] = position == 0 ? pendingId : rows[row][Math.Min(position, rows[row].Length) - 1];
            }

            run.Run();
            for (int row = 0; row < rows.Length; row++)
            {
                if (position < rows[row].Length)
                {
                    ReadOnlySpan<float> logits = run.LogitsAfter(row, 0);
                    nats[row] += Likelihood.LogSumExp(logits) - logits[rows[row][position]];
                }
            }
        }

        return nats;
    }
}
