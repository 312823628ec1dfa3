namespace CharRnn.Inference;

/// <summary>A text to generate.</summary>
public sealed record GenerationRequest
{
    /// <summary>Text to go on from; it is no part of what is generated. Default none.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Characters to generate at most, 0 or more. Default 256.</summary>
    public int Length { get; init; } = 256;

    /// <summary>How they are drawn.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>What to do with a character of the prompt that the vocabulary lacks; floor is as skip. Default error.</summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Error;
}
