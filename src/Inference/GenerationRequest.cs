namespace CharRnn.Inference;

/// <summary>A text to generate.</summary>
public sealed record GenerationRequest
{
    /// <summary>Text to go on from; it is no part of what is generated. Default none.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>How its characters are drawn, and how many.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>What to do with a character of the prompt that the vocabulary lacks; floor is as skip. Default error.</summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Error;
}
