using System.Text;

namespace CharRnn;

/// <summary>
/// The state of a text that is being decoded, except the recurrent state of the network: its last token, its random numbers, the tokens
/// that penalties count, and the bytes of an unfinished character. Not safe for concurrent use.
/// </summary>
internal sealed class DecodingState
{
    private readonly TextRules rules;
    private readonly TokenWindow? window; // null without penalties
    private readonly byte[] bytes = new byte[4]; // of an unfinished character
    private int byteCount;
    private Utf8Progress utf8;
    private RandomSource random;

    /// <summary>Creates the state before the first token.</summary>
    /// <param name="rules">The meaning of the token ids.</param>
    /// <param name="seed">The seed of the random numbers.</param>
    /// <param name="penaltyWindow">The number of last tokens to count for penalties; 0 for none.</param>
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
        random = new RandomSource(other.random.State);
        CopyFrom(other);
    }

    /// <summary>Gets the id that the network reads next.</summary>
    public int PendingId { get; private set; }

    /// <summary>Gets the last token of the text.</summary>
    public int LastId { get; private set; }

    /// <summary>Gets the character that the last token completed, or null within a character of several bytes.</summary>
    public string? Character { get; private set; }

    /// <summary>Gets the state of the random number generator.</summary>
    public RandomState Random => random.State;

    /// <summary>Gets the tokens that penalties count, oldest first.</summary>
    public IEnumerable<int> Window => window?.Ids ?? [];

    /// <summary>Gets how often each token is in <see cref="Window"/>, [vocabulary]; empty without penalties.</summary>
    public ReadOnlySpan<int> Counts => window is null ? default : window.Counts;

    /// <summary>Returns an independent state that continues as this one does.</summary>
    /// <param name="withWindow">Whether the copy counts tokens for penalties, if this state does.</param>
    public DecodingState Copy(bool withWindow = true) => new(this, withWindow);

    /// <summary>Becomes what a state of the same text rules is, and its window if this state has one. Allocates nothing.</summary>
    public void CopyFrom(DecodingState other)
    {
        window?.CopyFrom(other.window!);
        other.bytes.CopyTo(bytes, 0);
        (byteCount, utf8) = (other.byteCount, other.utf8);
        random.CopyFrom(other.random);
        (PendingId, LastId, Character) = (other.PendingId, other.LastId, other.Character);
    }

    /// <summary>Replaces the random numbers from here on.</summary>
    public void Reseed(ulong seed) => random = new RandomSource(seed);

    /// <summary>Restores a saved state, which is between two characters.</summary>
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

    /// <summary>Returns the next random number, in [0, 1).</summary>
    public double NextUniform() => random.NextDouble();

    /// <summary>Returns whether a byte can come next in UTF-8.</summary>
    public bool AllowsByte(byte value) => utf8.Allows(value);

    /// <summary>Appends a token that was read or drawn.</summary>
    /// <returns>Whether the model continues from the zero state after the token.</returns>
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

    /// <summary>Returns the token that would complete a character if it came next, or null if none would.</summary>
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
