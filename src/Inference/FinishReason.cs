namespace CharRnn.Inference;

/// <summary>Why a generated text ended.</summary>
public enum FinishReason
{
    /// <summary>It has as many characters as it may.</summary>
    Length,

    /// <summary>It came to a stop string, which is no part of it.</summary>
    Stop,
}
