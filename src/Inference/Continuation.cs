using System.Text;

namespace CharRnn.Inference;

/// <summary>
/// A text in the making without its network: what was drawn, what can come next and by which random numbers. Whoever has the
/// network lets it read <see cref="PendingId"/>, hands the logits to <see cref="Draw"/>, and so on. Not safe for concurrent use.
/// </summary>
internal sealed class Continuation
{
    private readonly CharRnnModel model;
    private readonly Vocabulary vocabulary;
    private readonly Sampler sampler;
    private readonly bool[] forbidden; // [vocabulary]
    private readonly SymbolWindow? window; // null where nothing depends on it
    private readonly int? lineEnd; // after which a model of lines starts anew
    private readonly CharacterProbabilities? probabilities; // null where they are not asked for
    private readonly byte[] bytes = new byte[4]; // of a character of which not all are drawn
    private RandomSource random;
    private Utf8Progress utf8;
    private int byteCount;
    private bool forbidsForNow;

    /// <exception cref="InvalidOptionsException">An option is out of range, or names a character that the vocabulary lacks.</exception>
    public Continuation(CharRnnModel model, SamplingOptions options)
    {
        this.model = model;
        vocabulary = model.Vocabulary;
        options.Validate();
        sampler = new Sampler(vocabulary.Size, options, BiasById(vocabulary, options.LogitBias));
        window = options.HasPenalties ? new SymbolWindow(vocabulary.Size, options.PenaltyWindow) : null;
        random = new RandomSource(options.Seed ?? RandomSource.FreshSeed());
        probabilities = options.LogProbabilities is { } alternatives ? new CharacterProbabilities(model, alternatives) : null;
        forbidden = new bool[vocabulary.Size];
        ForbidUnknown();
        lineEnd = model.Description.FindLineEnd(vocabulary);
        PendingId = model.Metadata.StartId;
    }

    /// <summary>The text's last symbol, which the network has not read yet.</summary>
    public int PendingId { get; private set; }

    /// <summary>Whether a symbol can be followed by the zero state.</summary>
    public bool HasLines => lineEnd is not null;

    /// <summary>The character that the last symbol drawn made whole; null within a character of a model of bytes.</summary>
    public GeneratedCharacter? Character { get; private set; }

    /// <summary>Takes the text's next symbol.</summary>
    /// <returns>Whether the text starts anew after it, from the zero state.</returns>
    public bool Append(int id)
    {
        PendingId = id;
        window?.Add(id);
        if (id != lineEnd)
        {
            return false;
        }

        PendingId = model.Metadata.StartId;
        window?.Clear();
        return true;
    }

    /// <summary>Draws the text's next symbol, given the logits [vocabulary] after <see cref="PendingId"/>, and takes it.</summary>
    /// <param name="logits">[vocabulary], as the model gave them.</param>
    /// <param name="notYet">Characters that cannot come next.</param>
    /// <returns>Whether the text starts anew after it, from the zero state.</returns>
    /// <exception cref="InvalidModelException">The logits are no numbers, or no symbol can be drawn.</exception>
    public bool Draw(ReadOnlySpan<float> logits, IEnumerable<string> notYet)
    {
        Forbid(notYet);
        int id = sampler.Choose(logits, random.NextDouble(), forbidden, window is null ? default : window.Counts);
        probabilities?.Add(logits, id);
        string? character = vocabulary.Tokenization == Tokenization.Bytes ? AddByte((byte)id) : model.CharacterOf(id);
        Character = character is null ? null : probabilities?.Take(character) ?? new GeneratedCharacter(character);
        return Append(id);
    }

    /// <summary>At rest, beside the network's state; only between two characters.</summary>
    public SessionState Save(RecurrentState recurrent) => new(recurrent, PendingId, random.State, window?.Ids.ToArray() ?? []);

    /// <summary>Takes up where <see cref="Save"/> was called.</summary>
    public void Restore(SessionState state)
    {
        PendingId = state.PendingId;
        random = new RandomSource(state.Random);
        utf8 = default;
        byteCount = 0;
        window?.Clear();
        Array.ForEach(state.Window, id => window?.Add(id));
    }

    /// <summary>Takes other random numbers from here on.</summary>
    public void Reseed(ulong seed) => random = new RandomSource(seed);

    /// <summary>What is added to each logit; null is nothing.</summary>
    /// <exception cref="InvalidOptionsException">A character has no id of its own in the vocabulary.</exception>
    public static double[]? BiasById(Vocabulary vocabulary, IReadOnlyDictionary<string, double> biasByCharacter)
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

    private void Forbid(IEnumerable<string> notYet)
    {
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            for (int value = 0; value < forbidden.Length; value++)
            {
                forbidden[value] = !utf8.Allows((byte)value);
            }
        }
        else if (forbidsForNow)
        {
            Array.Clear(forbidden);
            ForbidUnknown();
        }

        forbidsForNow = false;
        foreach (string character in notYet)
        {
            if (LastSymbolOf(character) is { } id)
            {
                forbidden[id] = true;
                forbidsForNow = true;
            }
        }
    }

    private void ForbidUnknown()
    {
        if (vocabulary.UnknownId is { } unknown)
        {
            forbidden[unknown] = true;
        }
    }

    /// <returns>The symbol that would make this character whole if it came next; null where none would.</returns>
    private int? LastSymbolOf(string character)
    {
        if (vocabulary.Tokenization != Tokenization.Bytes)
        {
            return vocabulary.FindId(character);
        }

        byte[] utf8Bytes = Encoding.UTF8.GetBytes(character);
        return bytes.AsSpan(0, byteCount).SequenceEqual(utf8Bytes.AsSpan(..^1)) ? utf8Bytes[^1] : null;
    }

    private string? AddByte(byte value)
    {
        utf8.Advance(value);
        bytes[byteCount++] = value;
        if (!utf8.IsComplete)
        {
            return null;
        }

        string character = byteCount == 1 ? model.CharacterOf(value) : Encoding.UTF8.GetString(bytes.AsSpan(0, byteCount));
        byteCount = 0;
        return character;
    }
}
