using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>
/// One text in the making: read what is given, then go on from there, a character at a time. Not safe for concurrent use;
/// any number of sessions can use one model at once.
/// </summary>
public sealed class GenerationSession : IDisposable
{
    private const int PromptChunk = 64;
    private const int MaximumCandidates = 1024;

    private readonly CharRnnModel model;
    private readonly SamplingOptions options;
    private readonly Continuation continuation;
    private readonly ModelRun step;
    private readonly KeyValuePair<string, object?> tag;

    internal GenerationSession(CharRnnModel model, SamplingOptions options)
    {
        this.model = model;
        this.options = options;
        continuation = new Continuation(model, options);
        step = new ModelRun(model, 1, 1);
        tag = CharRnnTelemetry.TagOf(model.Name);
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
            chunk.Fill(continuation, ids.AsSpan(read, PromptChunk));
            chunk.Run();
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
    /// <exception cref="InvalidModelException">The model gives no probabilities, or no symbol can be drawn.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model is disposed.</exception>
    public string Next() => NextCharacter([]).Text;

    /// <summary>
    /// Draws characters one by one, until <see cref="SamplingOptions.MaxLength"/> or before one of
    /// <see cref="SamplingOptions.Stop"/>.
    /// </summary>
    /// <param name="length">How many at most, 0 or more, in place of <see cref="SamplingOptions.MaxLength"/>.</param>
    /// <param name="cancellation">Looked at before each.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the session stays usable.</exception>
    public IEnumerable<string> Stream(int? length = null, CancellationToken cancellation = default) =>
        StreamCharacters(length, cancellation).Select(character => character.Text);

    /// <summary>The same, each character with what <see cref="SamplingOptions.LogProbabilities"/> asks for.</summary>
    /// <inheritdoc cref="Stream"/>
    public IEnumerable<GeneratedCharacter> StreamCharacters(int? length = null, CancellationToken cancellation = default) =>
        Draw(new TextEnding(options, length ?? options.MaxLength), cancellation);

    /// <summary>
    /// The same as <see cref="Stream"/>, giving the thread back between characters. Computing one takes the thread for as long
    /// as the model needs, which is less than a millisecond for all but the largest.
    /// </summary>
    /// <inheritdoc cref="Stream"/>
    public async IAsyncEnumerable<string> StreamAsync(int? length = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (string character in Stream(length, cancellation))
        {
            yield return character;
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Draws characters as <see cref="Stream"/> does.</summary>
    /// <param name="length">How many at most, 0 or more, in place of <see cref="SamplingOptions.MaxLength"/>.</param>
    public string Generate(int? length = null) => string.Concat(Stream(length));

    /// <summary>
    /// As many texts as <see cref="SamplingOptions.Choices"/> says, each another way to go on from here; the session stays here.
    /// The first is what <see cref="Generate"/> would give.
    /// </summary>
    /// <param name="cancellation">Looked at before each character.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedText> GenerateChoices(CancellationToken cancellation = default) =>
        GenerateCandidates(options, options.Choices, cancellation);

    /// <summary>
    /// Draws more texts than are asked for, and keeps those that the model finds likeliest by their average character,
    /// likeliest first (OpenAI's "best_of"); the session stays here.
    /// </summary>
    /// <param name="candidates">How many to draw, from <see cref="SamplingOptions.Choices"/> to 1,024.</param>
    /// <param name="cancellation">Looked at before each character.</param>
    /// <returns>As many as <see cref="SamplingOptions.Choices"/> says, with log-probabilities.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedText> GenerateBestOf(int candidates, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, options.Choices);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates, MaximumCandidates);
        return [.. GenerateCandidates(options with { LogProbabilities = options.LogProbabilities ?? 0 }, candidates, cancellation)
            .OrderByDescending(text => text.Characters.Count == 0 ? double.NegativeInfinity : text.LogLikelihood / text.Characters.Count)
            .Take(options.Choices)];
    }

    /// <summary>
    /// Looks for the likeliest texts, by their average character, that go on from here: at each character, only as many as
    /// <paramref name="width"/> are followed. What is forbidden stays so; else nothing of the sampling applies, there is no chance
    /// in it. The session stays here.
    /// </summary>
    /// <param name="width">Texts that are followed, from <see cref="SamplingOptions.Choices"/> to 1,024.</param>
    /// <param name="cancellation">Looked at before each character.</param>
    /// <returns>As many as <see cref="SamplingOptions.Choices"/> says (fewer where there are no more), likeliest first.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedText> SearchBeams(int width, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, options.Choices);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaximumCandidates);
        return [.. new BeamSearch(model, options, width).Search(step.State, continuation.PendingId, cancellation).Take(options.Choices)];
    }

    /// <summary>Another session that would go on exactly as this one.</summary>
    public GenerationSession Fork() => Fork(options);

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

    private GenerationSession Fork(SamplingOptions itsOptions)
    {
        GenerationSession fork = new(model, itsOptions);
        fork.RestoreState(SaveState());
        return fork;
    }

    private GeneratedText[] GenerateCandidates(SamplingOptions itsOptions, int count, CancellationToken cancellation)
    {
        GeneratedText[] texts = new GeneratedText[count];
        for (int i = 0; i < count; i++)
        {
            using GenerationSession fork = Fork(itsOptions);
            if (i > 0)
            {
                fork.continuation.Reseed(options.Seed + (ulong)i ?? RandomSource.FreshSeed());
            }

            TextEnding ending = new(itsOptions, itsOptions.MaxLength);
            texts[i] = new GeneratedText([.. fork.Draw(ending, cancellation)], ending.Reason!.Value);
        }

        return texts;
    }

    private IEnumerable<GeneratedCharacter> Draw(TextEnding ending, CancellationToken cancellation)
    {
        while (ending.Reason is null)
        {
            cancellation.ThrowIfCancellationRequested();
            ending.Add(NextCharacter(ending.Forbidden));
            while (ending.TryTake(out GeneratedCharacter character))
            {
                yield return character;
            }
        }
    }

    private GeneratedCharacter NextCharacter(IEnumerable<string> notYet)
    {
        do
        {
            ReadPending();
            StartAnewIf(continuation.Draw(step.Logits, notYet));
        }
        while (continuation.Character is null);

        CharRnnTelemetry.Characters.Add(1, tag);
        return continuation.Character.Value;
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
