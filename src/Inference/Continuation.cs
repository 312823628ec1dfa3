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
    private readonly byte[] bytes = new byte[4]; // of a character of which not all are drawn
    private RandomSource random;
    private Utf8Progress utf8;
    private int byteCount;

    /// <exception cref="InvalidOptionsException">An option is out of range, or names a character that the vocabulary lacks.</exception>
    public Continuation(CharRnnModel model, SamplingOptions options)
    {
        this.model = model;
        vocabulary = model.Vocabulary;
        options.Validate();
        sampler = new Sampler(vocabulary.Size, options, BiasById(options.LogitBias));
        window = options.HasPenalties ? new SymbolWindow(vocabulary.Size, options.PenaltyWindow) : null;
        random = new RandomSource(options.Seed ?? RandomSource.FreshSeed());
        forbidden = new bool[vocabulary.Size];
        if (vocabulary.UnknownId is { } unknown)
        {
            forbidden[unknown] = true;
        }

        lineEnd = model.Description.FindLineEnd(vocabulary);
        PendingId = model.Metadata.StartId;
    }

    /// <summary>The text's last symbol, which the network has not read yet.</summary>
    public int PendingId { get; private set; }

    /// <summary>Whether a symbol can be followed by the zero state.</summary>
    public bool HasLines => lineEnd is not null;

    /// <summary>The character that the last symbol drawn made whole; null within a character of a model of bytes.</summary>
    public string? Character { get; private set; }

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
    /// <returns>Whether the text starts anew after it, from the zero state.</returns>
    /// <exception cref="InvalidModelException">The logits are no numbers, or no symbol can be drawn.</exception>
    public bool Draw(ReadOnlySpan<float> logits)
    {
        if (vocabulary.Tokenization == Tokenization.Bytes)
        {
            for (int value = 0; value < forbidden.Length; value++)
            {
                forbidden[value] = !utf8.Allows((byte)value);
            }
        }

        int id = sampler.Choose(logits, random.NextDouble(), forbidden, window is null ? default : window.Counts);
        Character = vocabulary.Tokenization == Tokenization.Bytes ? AddByte((byte)id) : model.CharacterOf(id);
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
}
