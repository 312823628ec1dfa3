namespace CharRnn.Inference;

/// <summary>A text to generate.</summary>
public sealed record GenerationRequest
{
    /// <summary>Gets the text to continue; it is not part of what is generated. The default is empty.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Gets what chooses a character.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Gets what bounds the text.</summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>
    /// Gets where the text goes on from: what <see cref="GenerationSession.SaveState"/> or <see cref="StreamedText.SaveState"/> gave. The
    /// prompt is read from there. <see cref="GenerationOptions.Seed"/> replaces its random numbers; null goes on with them. The default is
    /// empty, the beginning of a text.
    /// </summary>
    public ReadOnlyMemory<byte> State { get; init; }

    /// <summary>
    /// Gets what to do with a character of the prompt that the vocabulary lacks; floor is as skip. The default is error.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; init; } = UnknownPolicy.Error;
}
