namespace CharRnn.Inference;

/// <summary>
/// Where a text ends: at its greatest length, or before a stop string once it is long enough. Gives its characters as soon as they
/// are known to be a part of it.
/// </summary>
internal sealed class TextEnding
{
    private readonly Queue<GeneratedCharacter> held = []; // oldest first
    private readonly StopMatcher? stops;
    private readonly int minLength;
    private readonly int maxLength;
    private readonly int longestStop;
    private int length; // with what is held back
    private int heldBack;

    public TextEnding(SamplingOptions options, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        stops = options.Stop.Count > 0 ? new StopMatcher(options.Stop) : null;
        longestStop = options.Stop.Select(stop => stop.Length).DefaultIfEmpty().Max();
        minLength = options.MinLength;
        this.maxLength = maxLength;
        Reason = maxLength == 0 ? FinishReason.Length : null;
    }

    /// <summary>Why the text has ended; null while it goes on.</summary>
    public FinishReason? Reason { get; private set; }

    /// <summary>The characters that cannot come next, because the text would end too soon.</summary>
    public IEnumerable<string> Forbidden => stops is null || minLength == 0 || length >= minLength + longestStop
        ? []
        : stops.Completing.Where(stop => length + 1 - stop.Length < minLength).Select(stop => stop.Last);

    /// <summary>Takes the text's next character.</summary>
    public void Add(GeneratedCharacter character)
    {
        held.Enqueue(character);
        length++;
        stops?.Add(character.Text);
        if (stops is { IsMatched: true })
        {
            Reason = FinishReason.Stop;
        }
        else if (length == maxLength)
        {
            Reason = FinishReason.Length;
        }

        heldBack = stops is null || Reason == FinishReason.Length ? 0 : stops.HeldBack;
    }

    /// <summary>Gives the oldest character that was not given yet.</summary>
    /// <returns>False where there is none that is known to be a part of the text.</returns>
    public bool TryTake(out GeneratedCharacter character)
    {
        character = default;
        return held.Count > heldBack && held.TryDequeue(out character);
    }
}
