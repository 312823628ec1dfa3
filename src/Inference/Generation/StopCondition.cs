namespace CharRnn.Inference;

/// <summary>Where a text ends: at its greatest length, or before a stop sequence once it is long enough.</summary>
internal sealed class StopCondition
{
    private readonly StopMatcher? stops;
    private readonly IReadOnlyList<string> words;
    private readonly int longestStop;
    private readonly int minLength;
    private readonly int maxLength;

    /// <param name="options">The stop sequences and the least length.</param>
    /// <param name="maxLength">Characters, or words, after which the text ends.</param>
    /// <param name="words">The words that can come; empty if characters do.</param>
    public StopCondition(GenerationOptions options, int maxLength, IReadOnlyList<string> words)
    {
        this.words = words;
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
        (words, longestStop, minLength, maxLength) = (other.words, other.longestStop, other.minLength, other.maxLength);
        (Length, HeldBack, Reason) = (other.Length, other.HeldBack, other.Reason);
    }

    /// <summary>Why the text has ended; null while it goes on.</summary>
    public FinishReason? Reason { get; private set; }

    /// <summary>Characters, or words, so far, those of a stop sequence too.</summary>
    public int Length { get; private set; }

    /// <summary>The length of the end of the text that begins with a stop sequence, or may be the beginning of one, in UTF-16 units.</summary>
    public int HeldBack { get; private set; }

    /// <summary>The characters or words that cannot come next, because the text would end too soon.</summary>
    public IEnumerable<string> Forbidden => stops is null || minLength == 0 || Length >= minLength + longestStop
        ? []
        : words.Count > 0 ? words.Where(word => stops.IsCompletedBy(word, Length - minLength))
        : stops.Completing.Where(stop => Length + 1 - stop.Length < minLength).Select(stop => stop.Last);

    /// <summary>An independent condition of the same text.</summary>
    public StopCondition Copy() => new(this);

    /// <summary>Takes the text's next character or word.</summary>
    public void Add(string text)
    {
        Length++;
        stops?.Add(text);
        Reason = stops is { IsMatched: true } ? FinishReason.Stop : Length == maxLength ? FinishReason.Length : null;
        HeldBack = stops is null || Reason == FinishReason.Length ? 0 : stops.HeldBack;
    }
}
