using System.Text;

namespace CharRnn;

/// <summary>
/// How far a text is decoded, apart from the network's recurrent state: its last token, its random numbers, the tokens that penalties
/// look at, and the bytes of an unfinished character. Not safe for concurrent use; <see cref="Copy"/> gives an independent one.
/// </summary>
internal sealed class DecodingState
{
    private readonly TextRules rules;
    private readonly TokenWindow? window; // null without penalties
    private readonly byte[] bytes = new byte[4]; // of an unfinished character
    private int byteCount;
    private Utf8Progress utf8;
    private RandomSource random;

    /// <summary>The start of a text.</summary>
    /// <param name="rules">What ids mean.</param>
    /// <param name="seed">Names the random numbers.</param>
    /// <param name="penaltyWindow">How many of the last tokens to count; 0 counts none.</param>
    public DecodingState(TextRules rules, ulong seed, int penaltyWindow = 0)
    {
        this.rules = rules;
        window = penaltyWindow > 0 ? new TokenWindow(rules.Vocabulary.Size, penaltyWindow) : null;
        random = new RandomSource(seed);
        PendingId = LastId = rules.StartId;
    }

    private DecodingState(DecodingState other, bool withWindow)
    {
        rules = other.rules;
        window = withWindow ? other.window?.Copy() : null;
        other.bytes.CopyTo(bytes, 0);
        (byteCount, utf8) = (other.byteCount, other.utf8);
        random = new RandomSource(other.random.State);
        (PendingId, LastId, Character) = (other.PendingId, other.LastId, other.Character);
    }

    /// <summary>The id that the network reads next.</summary>
    public int PendingId { get; private set; }

    /// <summary>The text's last token.</summary>
    public int LastId { get; private set; }

    /// <summary>The character that the last token completed; null within a character of several bytes.</summary>
    public string? Character { get; private set; }

    /// <summary>The state of the random number generator.</summary>
    public RandomState Random => random.State;

    /// <summary>The tokens that penalties look at, oldest first.</summary>
    public IEnumerable<int> Window => window?.Ids ?? [];

    /// <summary>[vocabulary], how often each token is in <see cref="Window"/>; empty without penalties.</summary>
    public ReadOnlySpan<int> Counts => window is null ? default : window.Counts;

    /// <summary>An independent state that continues as this one would.</summary>
    /// <param name="withWindow">Whether it counts tokens for penalties, if this one does.</param>
    public DecodingState Copy(bool withWindow = true) => new(this, withWindow);

    /// <summary>Takes other random numbers from here on.</summary>
    public void Reseed(ulong seed) => random = new RandomSource(seed);

    /// <summary>Continues from a saved state, which lies between two characters.</summary>
    public void Restore(int pendingId, RandomState randomState, IEnumerable<int> ids)
    {
        PendingId = LastId = pendingId;
        random = new RandomSource(randomState);
        (byteCount, utf8, Character) = (0, default, null);
        window?.Clear();
        foreach (int id in ids)
        {
            window?.Add(id);
        }
    }

    /// <summary>The next random number, in [0, 1).</summary>
    public double NextUniform() => random.NextDouble();

    /// <summary>Whether a byte can come next in UTF-8.</summary>
    public bool AllowsByte(byte value) => utf8.Allows(value);

    /// <summary>Appends a token, read or drawn.</summary>
    /// <returns>Whether the model starts anew after it, from the zero state.</returns>
    public bool Append(int id)
    {
        Character = rules.IsBytes ? AddByte((byte)id) : rules.CharacterOf(id);
        PendingId = LastId = id;
        window?.Add(id);
        if (id != rules.LineEndId)
        {
            return false;
        }

        PendingId = rules.StartId;
        window?.Clear();
        return true;
    }

    /// <summary>The token that would complete a character if it came next; null where none would.</summary>
    public int? FindCompletingId(string character)
    {
        if (!rules.IsBytes)
        {
            return rules.Vocabulary.FindId(character);
        }

        byte[] encoded = Encoding.UTF8.GetBytes(character);
        return bytes.AsSpan(0, byteCount).SequenceEqual(encoded.AsSpan(..^1)) ? encoded[^1] : null;
    }

    private string? AddByte(byte value)
    {
        utf8.Advance(value);
        bytes[byteCount++] = value;
        if (!utf8.IsComplete)
        {
            return null;
        }

        string character = byteCount == 1 ? rules.CharacterOf(value) : Encoding.UTF8.GetString(bytes, 0, byteCount);
        byteCount = 0;
        return character;
    }
}
