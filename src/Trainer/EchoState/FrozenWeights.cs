namespace CharRnn.Trainer;

/// <summary>The weights that a training leaves as they were drawn.</summary>
public enum FrozenWeights
{
    /// <summary>All weights are learnt.</summary>
    None,

    /// <summary>
    /// An echo state network (Jaeger, "The 'echo state' approach to analysing and training recurrent neural networks", 2001): the embedding
    /// and the recurrent layers stay as drawn, and the decoder is learnt in closed form over one pass. For plain recurrent networks only.
    /// </summary>
    Recurrent,
}
