namespace CharRnn.Inference;

/// <summary>The layers whose hidden states are features of a text.</summary>
public enum EmbeddingLayers
{
    /// <summary>The top layer, which the next character is predicted from.</summary>
    Top,

    /// <summary>All layers, from the lowest to the top.</summary>
    All,
}
