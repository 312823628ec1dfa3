namespace CharRnn.Inference;

/// <summary>How a model is run.</summary>
public sealed record CharRnnModelOptions
{
    /// <summary>
    /// Threads within one run, 1 to the machine's cores. Default 1: a character's arithmetic is too small to share, and a
    /// service has other requests for the other cores.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>What logs, metrics and traces call the model. Null, the default: its file's name without the extension.</summary>
    public string? Name { get; init; }

    /// <summary>What computes. Default the processor.</summary>
    public ExecutionProvider ExecutionProvider { get; init; }

    /// <summary>Whether a first character is computed while loading, so that the first request does not wait for it.</summary>
    public bool WarmUp { get; init; }

    /// <summary>Told once, while loading, what could not be had as asked for. Default nobody.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">Any is out of range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        ThreadCount.Check(Threads, problems);

        if (!Enum.IsDefined(ExecutionProvider))
        {
            problems.Add($"ExecutionProvider is {ExecutionProvider}; must be Cpu, Cuda or Auto");
        }

        InvalidOptionsException.ThrowIfAny(problems);
    }
}
