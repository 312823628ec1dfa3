namespace CharRnn.Inference;

/// <summary>Why a generated text ended.</summary>
public enum FinishReason
{
    /// <summary>It reached its greatest length.</summary>
    Length,

    /// <summary>It reached a stop sequence, which is not part of it.</summary>
    Stop,
}
