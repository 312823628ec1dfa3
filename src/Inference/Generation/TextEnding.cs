namespace CharRnn.Inference;

/// <summary>Holds back the characters that may belong to a stop sequence, and releases the others as soon as they are part of the text.</summary>
internal sealed class TextEnding(GenerationOptions options, int maxLength)
{
    private readonly StopCondition condition = new(options, maxLength);
    private readonly Queue<GeneratedCharacter> held = []; // oldest first

    /// <summary>Why the text has ended; null while it goes on.</summary>
    public FinishReason? Reason => condition.Reason;

    /// <summary>Whether there are stop sequences, whose beginnings are held back.</summary>
    public bool MayHoldBack { get; } = options.Stop.Count > 0;

    /// <summary>The characters that cannot come next, because the text would end too soon.</summary>
    public IEnumerable<string> Forbidden => condition.Forbidden;

    /// <summary>Takes the text's next character.</summary>
    public void Add(GeneratedCharacter character)
    {
        held.Enqueue(character);
        condition.Add(character.Text);
    }

    /// <summary>Releases the oldest character that was not released yet.</summary>
    /// <returns>False where no character is known to be part of the text.</returns>
    public bool TryTake(out GeneratedCharacter character)
    {
        character = default;
        return held.Count > condition.HeldBack && held.TryDequeue(out character);
    }
}
