namespace CharRnn.Inference;

/// <summary>A text that a <see cref="GenerationScheduler"/> generates, read while it grows. It can be enumerated once.</summary>
public sealed class StreamedText : IAsyncEnumerable<GeneratedCharacter>
{
    private readonly ScheduledText text;
    private readonly IAsyncEnumerable<GeneratedCharacter> characters;

    internal StreamedText(ScheduledText text, IAsyncEnumerable<GeneratedCharacter> characters) =>
        (this.text, this.characters) = (text, characters);

    /// <inheritdoc/>
    public IAsyncEnumerator<GeneratedCharacter> GetAsyncEnumerator(CancellationToken cancellationToken = default) => characters.GetAsyncEnumerator(cancellationToken);

    /// <summary>
    /// Saves where the text ended, as <see cref="GenerationSession.SaveState"/> does: what the model remembers of it, its prompt and the stop
    /// sequence that ended it included, and the random numbers to come. A later request's <see cref="GenerationRequest.State"/> continues it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The text was not read to its end.</exception>
    public byte[] SaveState() => text.SaveState();
}
