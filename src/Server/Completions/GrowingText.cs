using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>A text that grows, read as fast as it comes. Not safe for concurrent use.</summary>
internal sealed class GrowingText : IAsyncDisposable
{
    private const int MostAtOnce = 1024; // characters

    private readonly IAsyncEnumerator<GeneratedCharacter> characters;
    private readonly int maxLength;
    private GeneratedCharacter last;

    /// <param name="index">Its place in the answer.</param>
    /// <param name="characters">What grows.</param>
    /// <param name="maxLength">Its greatest length.</param>
    /// <param name="cancellation">Ends it; must be set before it is disposed.</param>
    public GrowingText(int index, IAsyncEnumerable<GeneratedCharacter> characters, int maxLength, CancellationToken cancellation)
    {
        (Index, this.maxLength) = (index, maxLength);
        this.characters = characters.GetAsyncEnumerator(cancellation);
        Next = this.characters.MoveNextAsync().AsTask();
    }

    public int Index { get; }

    /// <summary>Gets the tokens that were taken: characters, or words.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the characters that were taken.</summary>
    public int Characters { get; private set; }

    /// <summary>Gets why it ended; null while it grows.</summary>
    public FinishReason? FinishReason { get; private set; }

    /// <summary>Gets what completes when there is something to take.</summary>
    public Task<bool> Next { get; private set; }

    /// <summary>Returns why a text ended. A stop sequence has at least one character, which is not returned: the text is shorter for it, or its last word.</summary>
    /// <param name="length">The text's length.</param>
    /// <param name="last">Its last character or word.</param>
    /// <param name="maxLength">Its greatest length.</param>
    public static FinishReason ReasonOf(int length, GeneratedCharacter last, int maxLength) =>
        length == maxLength && !last.IsCut ? Inference.FinishReason.Length : Inference.FinishReason.Stop;

    /// <exception cref="SchedulerFullException">It found the queue full.</exception>
    public void ThrowIfRefused()
    {
        if (Next.IsFaulted)
        {
            Next.GetAwaiter().GetResult();
        }
    }

    /// <summary>Takes all that has come, and what comes before a pause ends. Waits for a character at least.</summary>
    public async Task<IReadOnlyList<GeneratedCharacter>> TakeAsync(Task pause)
    {
        List<GeneratedCharacter> taken = [];
        do
        {
            if (!await Next)
            {
                FinishReason = ReasonOf(Length + taken.Count, last, maxLength);
                break;
            }

            last = characters.Current;
            taken.Add(last);
            Next = characters.MoveNextAsync().AsTask();
            if (!Next.IsCompleted && !pause.IsCompleted)
            {
                await Task.WhenAny(Next, pause);
            }
        }
        while (Next.IsCompleted && taken.Count < MostAtOnce);
        Length += taken.Count;
        Characters += taken.Sum(character => character.CountCharacters());
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)Next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // an enumerator cannot be disposed while it moves
        await characters.DisposeAsync();
    }
}
