namespace CharRnn.Inference;

/// <summary>What a network predicts from the last tokens alone: the loss by the length of the context, which says what its memory is worth.</summary>
internal static class ContextLoss
{
    private const int BatchSize = 64;

    /// <summary>Measures the mean cost of the targets of some steps, in bits, if the network starts from the zero state shortly before.</summary>
    /// <param name="model">The model.</param>
    /// <param name="steps">The text.</param>
    /// <param name="chosen">The steps whose targets are predicted.</param>
    /// <param name="length">The number of tokens that the network reads, 1 or more; fewer where fewer precede.</param>
    /// <param name="cancellationToken">Checked before each batch.</param>
    public static double Measure(CharRnnModel model, TokenSteps steps, IReadOnlyList<int> chosen, int length, CancellationToken cancellationToken)
    {
        double bits = 0;
        foreach (int[] batch in chosen.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using ModelRun run = new(model, batch.Length, sequenceLength: 1);
            bits += Measure(run, steps, batch, length);
        }

        return bits / chosen.Count;
    }

    private static double Measure(ModelRun run, TokenSteps steps, int[] batch, int length)
    {
        for (int back = length - 1; back >= 0; back--)
        {
            for (int row = 0; row < batch.Length; row++)
            {
                // A row that has not begun reads anything; it begins from the zero state.
                int first = Math.Max(steps.Starts[batch[row]], batch[row] - length + 1);
                int step = Math.Max(first, batch[row] - back);
                run.Ids[row] = steps.Inputs[step];
                if (step == first)
                {
                    run.State.ClearRow(row);
                }
            }

            run.Run();
        }

        return batch.Select((step, row) => new PredictedToken(run, row, Column: 0, Position: 0, steps.Targets[step]).Cost).Sum() / Likelihood.NatsPerBit;
    }
}
