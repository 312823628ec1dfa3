namespace CharRnn.Inference;

/// <summary>A token of a text, and what the network makes of the tokens before it.</summary>
/// <param name="Run">The run that read the tokens before.</param>
/// <param name="Row">The text, in the run's batch.</param>
/// <param name="Column">The token before, in the run's sequence.</param>
/// <param name="Position">The number of the text's tokens before this one; the start character is not one.</param>
/// <param name="Id">The token.</param>
internal readonly record struct PredictedToken(ModelRun Run, int Row, int Column, long Position, int Id)
{
    /// <summary>Gets -ln p of the token, given those before it.</summary>
    /// <exception cref="InvalidModelException">The logits are not numbers.</exception>
    public double Cost
    {
        get
        {
            double cost = -Likelihood.LogProbability(Run.LogitsAfter(Row, Column), Id);
            return !double.IsNaN(cost) ? cost : throw new InvalidModelException("The model's logits are not numbers. Its weights may be damaged.");
        }
    }

    /// <summary>Returns the hidden state [hidden] before the token, of one of the layers that are wanted.</summary>
    public ReadOnlySpan<float> HiddenBefore(int index) => Run.HiddenAfter(index, Row, Column);
}
