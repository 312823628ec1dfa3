using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>
/// A text that grows: feed it a prompt, then generate from there, a character at a time, or with a model of words a word at a time; what
/// is said of characters here then holds of words. The pieces that are fed are split into words each for itself. A session is for one thread at a time, and a
/// call says so if another thread is in one; any number of sessions can use one model at once.
/// </summary>
public sealed class GenerationSession : IDisposable
{
    private const int PromptChunk = 64;

    private readonly CharRnnModel model;
    private readonly SamplingOptions sampling;
    private readonly GenerationOptions generation;
    private readonly Decoder decoder;
    private readonly CharacterProbabilities probabilities;
    private readonly ModelRun step;
    private readonly KeyValuePair<string, object?> tag;
    private readonly OneAtATime use = new(nameof(GenerationSession));
    private DecodingState text;

    internal GenerationSession(CharRnnModel model, SamplingOptions sampling, GenerationOptions generation, DecodingState? start = null)
    {
        CheckOptions(sampling, generation);
        this.model = model;
        this.sampling = sampling.Copy();
        this.generation = generation.Copy();
        decoder = new Decoder(model.Rules, sampling);
        text = start ?? decoder.Start(generation.Seed);
        probabilities = new CharacterProbabilities(model.Rules, generation.LogProbabilities);
        step = new ModelRun(model, 1, 1);
        tag = CharRnnTelemetry.TagOf(model.Name);
    }

    /// <summary>Reads a text, as if it had been generated.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="policy">What to do with a character that the vocabulary lacks; floor is as skip.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model is disposed.</exception>
    public void Feed(string text, UnknownPolicy policy = UnknownPolicy.Error)
    {
        ArgumentNullException.ThrowIfNull(text);
        using OneAtATime.Turn turn = use.Enter();
        int[] ids = model.Vocabulary.Encode(text, policy).Ids;
        int read = 0; // of the pending token and the ids after it, all but the last are read now
        for (; model.Rules.LineEndId is null && ids.Length - read >= PromptChunk; read += PromptChunk)
        {
            using ModelRun chunk = new(model, 1, PromptChunk);
            chunk.State.CopyFrom(step.State);
            chunk.Fill(this.text, ids.AsSpan(read, PromptChunk));
            chunk.Run();
            step.State.CopyFrom(chunk.State);
        }

        for (; read < ids.Length; read++)
        {
            ReadPending();
            StartAnewIf(this.text.Append(ids[read]));
        }
    }

    /// <summary>
    /// Reads a text as <see cref="Feed"/> does, and returns its characters with what <see cref="GenerationOptions.LogProbabilities"/> asks
    /// for. A character that is skipped has none of it.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="policy">What to do with a character that the vocabulary lacks; floor is as skip.</param>
    /// <param name="cancellationToken">Checked before each character. Where it is cancelled, the session stands after the last that it read.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedCharacter> FeedCharacters(string text, UnknownPolicy policy = UnknownPolicy.Error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        using OneAtATime.Turn turn = use.Enter();
        model.Vocabulary.Encode(text, policy); // whether it can be read, before anything is
        List<GeneratedCharacter> characters = [];
        for (int position = 0; position < text.Length; position += characters[^1].Text.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string character = text.Substring(position, model.Vocabulary.FirstLength(text.AsSpan(position)));
            characters.Add(ReadCharacter(model.Vocabulary.Encode(character, policy).Ids) with { Text = character });
        }

        return characters;
    }

    /// <summary>Draws the next character.</summary>
    /// <returns>One whole Unicode scalar, or one word.</returns>
    /// <exception cref="InvalidModelException">The model gives no probabilities, or no token can be drawn.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model is disposed.</exception>
    public string Next()
    {
        using OneAtATime.Turn turn = use.Enter();
        return NextCharacter([]).Text;
    }

    /// <summary>
    /// Draws characters one by one as they are read, until <see cref="GenerationOptions.MaxLength"/> or before one of
    /// <see cref="GenerationOptions.Stop"/>. The result can be enumerated once. At its end the session has read the stop sequence too, to the end of a word.
    /// Where it is cancelled or left before its end, the session stands after the last character that was returned.
    /// </summary>
    /// <param name="length">The greatest number of characters, 0 or more; null is <see cref="GenerationOptions.MaxLength"/>.</param>
    /// <param name="cancellationToken">Checked before each character.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The result is enumerated a second time, or another thread uses the session.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the session stays usable.</exception>
    public IEnumerable<string> Stream(int? length = null, CancellationToken cancellationToken = default) =>
        StreamCharacters(length, cancellationToken).Select(character => character.Text);

    /// <summary>
    /// Draws characters as <see cref="Stream"/> does, each with what <see cref="GenerationOptions.LogProbabilities"/> asks for.
    /// </summary>
    /// <inheritdoc cref="Stream"/>
    public IEnumerable<GeneratedCharacter> StreamCharacters(int? length = null, CancellationToken cancellationToken = default) =>
        Draw(new TextEnding(generation, length ?? generation.MaxLength, model.Vocabulary.Words), new SingleUse(), cancellationToken);

    /// <summary>
    /// Draws characters as <see cref="Stream"/> does, and yields the thread between them. A character is computed on the caller's thread,
    /// in less than a millisecond for all but the largest models.
    /// </summary>
    /// <inheritdoc cref="Stream"/>
    public IAsyncEnumerable<string> StreamAsync(int? length = null, CancellationToken cancellationToken = default) =>
        YieldBetween(Stream(length, cancellationToken), cancellationToken);

    /// <summary>Draws characters as <see cref="Stream"/> does, and joins them.</summary>
    /// <param name="length">The greatest number of characters, 0 or more; null is <see cref="GenerationOptions.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public string Generate(int? length = null) => string.Concat(Stream(length));

    /// <summary>
    /// Generates <see cref="GenerationOptions.Choices"/> texts that continue from here; the session stays here. The first is what
    /// <see cref="Generate"/> would give.
    /// </summary>
    /// <param name="cancellationToken">Checked before each character.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedText> GenerateChoices(CancellationToken cancellationToken = default) =>
        GenerateCandidates(generation, generation.Choices, cancellationToken);

    /// <summary>
    /// Generates <paramref name="candidates"/> texts that continue from here, and returns the likeliest by their average character
    /// (OpenAI's "best_of"); the session stays here.
    /// </summary>
    /// <param name="candidates">How many texts to generate, from <see cref="GenerationOptions.Choices"/> to 1,024.</param>
    /// <param name="cancellationToken">Checked before each character.</param>
    /// <returns><see cref="GenerationOptions.Choices"/> texts with log-probabilities, the likeliest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="candidates"/> is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedText> GenerateBestOf(int candidates, CancellationToken cancellationToken = default)
    {
        generation.CheckCandidates(candidates);
        GenerationOptions itsGeneration = generation.WithLogProbabilities();
        return GeneratedText.Likeliest(GenerateCandidates(itsGeneration, candidates, cancellationToken), generation.Choices);
    }

    /// <summary>
    /// Searches for the likeliest texts, by their average character, that continue from here, and follows <paramref name="width"/> texts at
    /// a time; the session stays here. Nothing is random. Of the sampling only <see cref="SamplingOptions.LogitBias"/> of minus infinity
    /// applies.
    /// </summary>
    /// <param name="width">How many texts to follow, from <see cref="GenerationOptions.Choices"/> to 1,024.</param>
    /// <param name="cancellationToken">Checked before each character.</param>
    /// <returns><see cref="GenerationOptions.Choices"/> texts (fewer where there are no more), the likeliest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<GeneratedText> SearchBeams(int width, CancellationToken cancellationToken = default)
    {
        generation.CheckCandidates(width);
        using OneAtATime.Turn turn = use.Enter();
        return [.. new BeamSearch(model, decoder, generation, width).Search(step.State, text, cancellationToken).Take(generation.Choices)];
    }

    /// <summary>Creates a session that continues exactly as this one would, and is independent of it.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public GenerationSession Fork() => Fork(generation);

    /// <summary>Saves the text so far as the model remembers it, and the random numbers to come; bound to the model.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    public byte[] SaveState()
    {
        using OneAtATime.Turn turn = use.Enter();
        return SessionState.Save(model, step.State, text);
    }

    /// <summary>Continues where <see cref="SaveState"/> was called.</summary>
    /// <exception cref="InvalidModelException">The bytes are damaged, or of another model; the session stays as it was.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    public void RestoreState(ReadOnlySpan<byte> saved)
    {
        using OneAtATime.Turn turn = use.Enter();
        SessionState state = SessionState.Load(model, saved);
        step.State.CopyFrom(state.Recurrent);
        text.Restore(state.PendingId, state.Random, state.Window);
    }

    /// <inheritdoc/>
    public void Dispose() => step.Dispose();

    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists every problem of both.</exception>
    internal static void CheckOptions(SamplingOptions sampling, GenerationOptions generation)
    {
        InvalidOptionsException.ThrowIfAny(sampling.FindProblems, generation.FindProblems);
    }

    private static async IAsyncEnumerable<string> YieldBetween(IEnumerable<string> characters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string character in characters)
        {
            yield return character;
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private GenerationSession Fork(GenerationOptions itsGeneration)
    {
        using OneAtATime.Turn turn = use.Enter();
        GenerationSession fork = new(model, sampling, itsGeneration, text.Copy());
        fork.step.State.CopyFrom(step.State);
        return fork;
    }

    private GeneratedText[] GenerateCandidates(GenerationOptions itsGeneration, int count, CancellationToken cancellationToken)
    {
        GeneratedText[] texts = new GeneratedText[count];
        for (int i = 0; i < count; i++)
        {
            using GenerationSession fork = Fork(itsGeneration);
            if (i > 0)
            {
                fork.text.Reseed(generation.Seed + (ulong)i ?? RandomSource.FreshSeed());
            }

            TextEnding ending = new(itsGeneration, itsGeneration.MaxLength, model.Vocabulary.Words);
            texts[i] = new GeneratedText([.. fork.Draw(ending, new SingleUse(), cancellationToken)], ending.Reason!.Value);
        }

        return texts;
    }

    private IEnumerable<GeneratedCharacter> Draw(TextEnding ending, SingleUse single, CancellationToken cancellationToken)
    {
        single.Begin();
        Queue<Position> held = []; // where the session stood before each character that is held back
        Stack<Position> spare = []; // to be used again, so that a character allocates none
        try
        {
            while (ending.Reason is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DrawTo(ending, held, spare);
                while (ending.TryTake(out GeneratedCharacter character))
                {
                    if (held.TryDequeue(out Position? passed))
                    {
                        spare.Push(passed);
                    }

                    yield return character;
                }
            }

            held.Clear();
        }
        finally
        {
            GoBackTo(held);
        }
    }

    private void DrawTo(TextEnding ending, Queue<Position> held, Stack<Position> spare)
    {
        using OneAtATime.Turn turn = use.Enter();
        if (ending.MayHoldBack)
        {
            Position position = spare.TryPop(out Position? free) ? free : new Position(new RecurrentState(model.Description, 1), text.Copy());
            position.Recurrent.CopyFrom(step.State);
            position.Text.CopyFrom(text);
            held.Enqueue(position);
        }

        ending.Add(NextCharacter(ending.Forbidden));
    }

    /// <summary>Goes back to before the first character that the reader does not have, if there is one.</summary>
    private void GoBackTo(Queue<Position> held)
    {
        if (held.TryPeek(out Position? position))
        {
            using OneAtATime.Turn turn = use.Enter();
            step.State.CopyFrom(position.Recurrent);
            text = position.Text;
        }
    }

    private GeneratedCharacter NextCharacter(IEnumerable<string> notYet)
    {
        while (true)
        {
            ReadPending();
            StartAnewIf(decoder.Draw(text, step.Logits, notYet));
            if (probabilities.Read(text, step.Logits) is { } character)
            {
                CharRnnTelemetry.Characters.Add(1, tag);
                return character;
            }
        }
    }

    private GeneratedCharacter ReadCharacter(int[] ids)
    {
        GeneratedCharacter? character = null;
        foreach (int id in ids)
        {
            ReadPending();
            StartAnewIf(text.Append(id));
            character = probabilities.Read(text, step.Logits);
        }

        return character ?? default;
    }

    private void ReadPending()
    {
        step.Ids[0] = text.PendingId;
        step.Run();
    }

    private void StartAnewIf(bool startsAnew)
    {
        if (startsAnew)
        {
            step.State.Clear();
        }
    }

    private sealed record Position(RecurrentState Recurrent, DecodingState Text);
}
