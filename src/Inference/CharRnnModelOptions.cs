namespace CharRnn.Inference;

/// <summary>How a model is run.</summary>
public sealed record CharRnnModelOptions
{
    /// <summary>
    /// Threads within one run, 1 to the machine's cores. Default 1: a character's arithmetic is too small to share, and a
    /// service has other requests for the other cores.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range.</exception>
    public void Validate()
    {
        if (Threads < 1 || Threads > Environment.ProcessorCount)
        {
            throw new InvalidOptionsException($"Threads is {Threads}; must be from 1 to {Environment.ProcessorCount}");
        }
    }
}
