namespace CharRnn.Inference;

/// <summary>Where a text ends: at its greatest length, or before a stop sequence once it is long enough.</summary>
internal sealed class StopCondition
{
    private readonly StopMatcher? stops;
    private readonly int longestStop;
    private readonly int minLength;
    private readonly int maxLength;

    /// <param name="options">The stop sequences and the least length.</param>
    /// <param name="maxLength">Characters after which the text ends.</param>
    public StopCondition(GenerationOptions options, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        stops = options.Stop.Count > 0 ? new StopMatcher(options.Stop) : null;
        longestStop = options.Stop.Select(stop => stop.Length).DefaultIfEmpty().Max();
        minLength = options.MinLength;
        this.maxLength = maxLength;
        Reason = maxLength == 0 ? FinishReason.Length : null;
    }

    private StopCondition(StopCondition other)
    {
        stops = other.stops?.Copy();
        (longestStop, minLength, maxLength) = (other.longestStop, other.minLength, other.maxLength);
        (Length, HeldBack, Reason) = (other.Length, other.HeldBack, other.Reason);
    }

    /// <summary>Why the text has ended; null while it goes on.</summary>
    public FinishReason? Reason { get; private set; }

    /// <summary>Characters so far, those of a stop sequence too.</summary>
    public int Length { get; private set; }

    /// <summary>How many of the last characters are a stop sequence, or may be the beginning of one.</summary>
    public int HeldBack { get; private set; }

    /// <summary>The characters that cannot come next, because the text would end too soon.</summary>
    public IEnumerable<string> Forbidden => stops is null || minLength == 0 || Length >= minLength + longestStop
        ? []
        : stops.Completing.Where(stop => Length + 1 - stop.Length < minLength).Select(stop => stop.Last);

    /// <summary>An independent condition of the same text.</summary>
    public StopCondition Copy() => new(this);

    /// <summary>Takes the text's next character.</summary>
    public void Add(string character)
    {
        Length++;
        stops?.Add(character);
        Reason = stops is { IsMatched: true } ? FinishReason.Stop : Length == maxLength ? FinishReason.Length : null;
        HeldBack = stops is null || Reason == FinishReason.Length ? 0 : stops.HeldBack;
    }
}
