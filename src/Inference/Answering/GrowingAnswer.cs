using System.Text;

namespace CharRnn.Inference;

/// <summary>An answer that is being written, the likeliest token at a time.</summary>
/// <param name="decoder">What draws a token; shared by the answers of a batch.</param>
/// <param name="pendingId">The token that the answer is predicted from.</param>
/// <param name="maxLength">The greatest number of characters.</param>
internal sealed class GrowingAnswer(Decoder decoder, int pendingId, int maxLength)
{
    private readonly DecodingState state = Begin(decoder, pendingId);
    private readonly StringBuilder text = new();
    private int length;
    private double logLikelihood;

    /// <summary>Gets the token that the network reads next.</summary>
    public int PendingId => state.PendingId;

    /// <summary>Gets why the answer has ended; null while it goes on.</summary>
    public FinishReason? Reason { get; private set; }

    /// <summary>Returns the decoding state in which an answer begins.</summary>
    public static DecodingState Begin(Decoder decoder, int pendingId)
    {
        DecodingState state = decoder.Start(seed: 0);
        state.Restore(pendingId, state.Random, []);
        return state;
    }

    /// <summary>Takes the likeliest token.</summary>
    /// <param name="logits">[vocabulary].</param>
    public void Add(ReadOnlySpan<float> logits)
    {
        bool isEnd = decoder.Draw(state, logits, []);
        logLikelihood += logits[state.LastId] - Likelihood.LogSumExp(logits);
        if (isEnd)
        {
            Reason = FinishReason.Stop;
        }
        else if (state.Character is { } character)
        {
            text.Append(character);
            Reason = ++length == maxLength ? FinishReason.Length : null;
        }
    }

    public TextAnswer ToAnswer() => new(text.ToString(), logLikelihood, Reason!.Value);
}
