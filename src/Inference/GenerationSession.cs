using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>
/// One text in the making: read what is given, then go on from there, a character at a time. Not safe for concurrent use;
/// any number of sessions can use one model at once.
/// </summary>
public sealed class GenerationSession : IDisposable
{
    private const int PromptChunk = 64;

    private readonly CharRnnModel model;
    private readonly SamplingOptions options;
    private readonly Continuation continuation;
    private readonly ModelRun step;

    internal GenerationSession(CharRnnModel model, SamplingOptions options)
    {
        this.model = model;
        this.options = options;
        continuation = new Continuation(model, options);
        step = new ModelRun(model, 1, 1);
    }

    /// <summary>Reads a text, as if it had been generated.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="policy">What to do with a character that the vocabulary lacks; floor is as skip.</param>
    /// <exception cref="InvalidTextException">A character that the vocabulary lacks, where the policy does not allow it.</exception>
    public void Feed(string text, UnknownPolicy policy = UnknownPolicy.Error)
    {
        int[] ids = model.Vocabulary.Encode(text, policy).Ids;
        int read = 0; // of the pending symbol and the ids after it, all but the last are read now
        for (; !continuation.HasLines && ids.Length - read >= PromptChunk; read += PromptChunk)
        {
            using ModelRun chunk = new(model, 1, PromptChunk);
            chunk.State.CopyFrom(step.State);
            chunk.Read(continuation, ids.AsSpan(read, PromptChunk));
            step.State.CopyFrom(chunk.State);
        }

        for (; read < ids.Length; read++)
        {
            ReadPending();
            StartAnewIf(continuation.Append(ids[read]));
        }
    }

    /// <summary>Draws the next character.</summary>
    /// <returns>One whole Unicode scalar.</returns>
    public string Next()
    {
        do
        {
            ReadPending();
            StartAnewIf(continuation.Draw(step.Logits));
        }
        while (continuation.Character is null);

        return continuation.Character;
    }

    /// <summary>Draws characters one by one, until <paramref name="length"/> or before one of <see cref="SamplingOptions.Stop"/>.</summary>
    /// <param name="length">How many at most, 0 or more.</param>
    /// <param name="cancellation">Looked at before each.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the session stays usable.</exception>
    public IEnumerable<string> Stream(int length, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return options.Stop.Count == 0 ? Draw(length, cancellation) : DrawUntilStop(length, cancellation);
    }

    /// <summary>
    /// The same, giving the thread back between characters. Computing one takes the thread for as long as the model needs,
    /// which is less than a millisecond for all but the largest.
    /// </summary>
    /// <param name="length">How many at most, 0 or more.</param>
    /// <param name="cancellation">Looked at before each.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the session stays usable.</exception>
    public async IAsyncEnumerable<string> StreamAsync(int length, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (string character in Stream(length, cancellation))
        {
            yield return character;
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Draws characters, until <paramref name="length"/> or before one of <see cref="SamplingOptions.Stop"/>.</summary>
    /// <param name="length">How many at most, 0 or more.</param>
    public string Generate(int length) => string.Concat(Stream(length));

    /// <summary>Another session that would go on exactly as this one.</summary>
    public GenerationSession Fork()
    {
        GenerationSession fork = new(model, options);
        fork.RestoreState(SaveState());
        return fork;
    }

    /// <summary>The text so far as the model remembers it, and the random numbers to come; bound to the model.</summary>
    public byte[] SaveState() => SessionState.Save(model, continuation.Save(step.State));

    /// <summary>Takes up where <see cref="SaveState"/> was called.</summary>
    /// <exception cref="InvalidModelException">The bytes are damaged, or of another model; the session stays as it was.</exception>
    public void RestoreState(ReadOnlySpan<byte> saved)
    {
        SessionState state = SessionState.Load(model, saved);
        step.State.CopyFrom(state.Recurrent);
        continuation.Restore(state);
    }

    /// <inheritdoc/>
    public void Dispose() => step.Dispose();

    private IEnumerable<string> Draw(int length, CancellationToken cancellation)
    {
        for (int i = 0; i < length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Next();
        }
    }

    private IEnumerable<string> DrawUntilStop(int length, CancellationToken cancellation)
    {
        StopMatcher matcher = new(options.Stop);
        foreach (string character in Draw(length, cancellation))
        {
            matcher.Add(character);
            while (matcher.TryTake(out string? free))
            {
                yield return free;
            }

            if (matcher.IsMatched)
            {
                yield break;
            }
        }

        matcher.End();
        while (matcher.TryTake(out string? free))
        {
            yield return free;
        }
    }

    private void ReadPending()
    {
        step.Ids[0] = continuation.PendingId;
        step.Run();
    }

    private void StartAnewIf(bool startsAnew)
    {
        if (startsAnew)
        {
            step.State.Clear();
        }
    }
}
