namespace CharRnn.Inference;

/// <summary>How the hidden states after the characters of a text become one vector.</summary>
public enum EmbeddingPooling
{
    /// <summary>The mean of the states after each character: what the text is like on the whole.</summary>
    Mean,

    /// <summary>The state after the last character: how the text would continue.</summary>
    Last,

    /// <summary>Both, the mean first.</summary>
    MeanAndLast,
}
