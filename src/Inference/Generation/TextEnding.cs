namespace CharRnn.Inference;

/// <summary>Holds back the characters or words that may belong to a stop sequence, and releases the others as soon as they are part of the text.</summary>
/// <param name="options">The stop sequences and the least length.</param>
/// <param name="maxLength">Characters, or words, after which the text ends.</param>
/// <param name="words">The words that can come; empty if characters do.</param>
internal sealed class TextEnding(GenerationOptions options, int maxLength, IReadOnlyList<string> words)
{
    private readonly StopCondition condition = new(options, maxLength, words);
    private readonly Queue<GeneratedCharacter> held = []; // oldest first
    private int heldLength; // UTF-16 units

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
        heldLength += character.Text.Length;
        condition.Add(character.Text);
    }

    /// <summary>Releases the oldest character or word that was not released yet; of a word in which a stop sequence begins, what is before it.</summary>
    /// <returns>False where none is known to be part of the text.</returns>
    public bool TryTake(out GeneratedCharacter character)
    {
        int free = heldLength - condition.HeldBack;
        if (!held.TryPeek(out character) || free < (Reason is null ? character.Text.Length : 1))
        {
            return false;
        }

        heldLength -= held.Dequeue().Text.Length;
        character = character.Text.Length <= free ? character : character.Cut(free);
        return true;
    }
}
