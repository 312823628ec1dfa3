using System.Text;

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
    private readonly Sampler sampler;
    private readonly ModelRun step;
    private readonly bool[] forbidden; // [vocabulary]
    private readonly Vocabulary vocabulary;
    private readonly int? lineEnd; // after which a model of lines starts anew
    private readonly SymbolWindow? window; // null where nothing depends on it
    private RandomSource random;
    private int pendingId; // the last symbol of the text, which the model has not read yet
    private Utf8Progress utf8;

    internal GenerationSession(CharRnnModel model, SamplingOptions options)
    {
        this.model = model;
        this.options = options;
        vocabulary = model.Vocabulary;
        sampler = new Sampler(vocabulary.Size, options, BiasById(options.LogitBias));
        window = options.HasPenalties ? new SymbolWindow(vocabulary.Size, options.PenaltyWindow) : null;
        random = new RandomSource(options.Seed ?? RandomSource.FreshSeed());
        forbidden = new bool[vocabulary.Size];
        if (vocabulary.UnknownId is { } unknown)
        {
            forbidden[unknown] = true;
        }

        lineEnd = model.Description.FindLineEnd(vocabulary);
        pendingId = model.Metadata.StartId;
        step = new ModelRun(model, 1, 1);
    }

    /// <summary>Reads a text, as if it had been generated.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="policy">What to do with a character that the vocabulary lacks; floor is as skip.</param>
    /// <exception cref="InvalidTextException">A character that the vocabulary lacks, where the policy does not allow it.</exception>
    public void Feed(string text, UnknownPolicy policy = UnknownPolicy.Error)
    {
        int[] ids = vocabulary.Encode(text, policy).Ids;
        int read = 0; // of the pending symbol and the ids after it, all but the last are read now
        for (; lineEnd is null && ids.Length - read >= PromptChunk; read += PromptChunk)
        {
            FeedChunk(ids, read);
        }

        for (; read < ids.Length; read++)
        {
            step.Ids[0] = pendingId;
            step.Run();
            Append(ids[read]);
        }
    }

    /// <summary>Draws the next character.</summary>
    /// <returns>One whole Unicode scalar.</returns>
    public string Next()
    {
        if (vocabulary.Tokenization == Tokenization.Runes)
        {
            return vocabulary.Decode([NextId()]);
        }

        Span<byte> bytes = stackalloc byte[4];
        int length = 0;
        do
        {
            bytes[length++] = (byte)NextId();
        }
        while (!utf8.IsComplete);

        return Encoding.UTF8.GetString(bytes[..length]);
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
    public byte[] SaveState() => SessionState.Save(model, new SessionState(step.State, pendingId, random.State, window?.Ids.ToArray() ?? []));

    /// <summary>Takes up where <see cref="SaveState"/> was called.</summary>
    /// <exception cref="InvalidModelException">The bytes are damaged, or of another model; the session stays as it was.</exception>
    public void RestoreState(ReadOnlySpan<byte> saved)
    {
        SessionState state = SessionState.Load(model, saved);
        step.State.CopyFrom(state.Recurrent);
        pendingId = state.PendingId;
        random = new RandomSource(state.Random);
        utf8 = default;
        window?.Clear();
        Array.ForEach(state.Window, id => window?.Add(id));
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

    private int NextId()
    {
        step.Ids[0] = pendingId;
        step.Run();
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            for (int value = 0; value < forbidden.Length; value++)
            {
                forbidden[value] = !utf8.Allows((byte)value);
            }
        }

        int id = sampler.Choose(step.Logits, random.NextDouble(), forbidden, window is null ? default : window.Counts);
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            utf8.Advance((byte)id);
        }

        Append(id);
        return id;
    }

    /// <summary>Takes the text's next symbol; in a model of lines all starts anew after a line's end.</summary>
    private void Append(int id)
    {
        pendingId = id;
        window?.Add(id);
        if (id == lineEnd)
        {
            step.State.Clear();
            pendingId = model.Metadata.StartId;
            window?.Clear();
        }
    }

    private double[]? BiasById(IReadOnlyDictionary<string, double> biasByCharacter)
    {
        if (biasByCharacter.Count == 0)
        {
            return null;
        }

        double[] bias = new double[vocabulary.Size];
        foreach ((string character, double value) in biasByCharacter)
        {
            int id = vocabulary.FindId(character)
                ?? throw new InvalidOptionsException($"LogitBias names {CharacterName.Of(character)}; must be a character that has an id of its own in the vocabulary");
            bias[id] = value;
        }

        return bias;
    }

    private void FeedChunk(int[] ids, int from)
    {
        using ModelRun chunk = new(model, 1, PromptChunk);
        chunk.State.CopyFrom(step.State);
        chunk.Ids[0] = pendingId;
        for (int i = 1; i < PromptChunk; i++)
        {
            chunk.Ids[i] = ids[from + i - 1];
        }

        chunk.Run();
        step.State.CopyFrom(chunk.State);
        pendingId = ids[from + PromptChunk - 1];
        foreach (int id in ids.AsSpan(from, PromptChunk))
        {
            window?.Add(id);
        }
    }
}
