namespace CharRnn.Inference;

/// <summary>The answer to a question.</summary>
/// <param name="Text">The answer, without the line's end.</param>
/// <param name="LogLikelihood">The log-probability of the answer and, if it ended, of its end, in nats.</param>
/// <param name="FinishReason">Why it ended: at the line's end (stop), or at <see cref="AnswerOptions.MaxLength"/> (length).</param>
public sealed record TextAnswer(string Text, double LogLikelihood, FinishReason FinishReason)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
