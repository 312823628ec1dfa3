namespace CharRnn;

/// <summary>
/// Finds stop sequences in a growing text. Characters that may begin one must be held back until it is known whether they do, so that no
/// part of a stop sequence is returned. Adding a character allocates nothing. Not safe for concurrent use.
/// </summary>
internal sealed class StopMatcher
{
    private readonly StopString[] stops; // immutable, shared by copies
    private readonly int[] matched; // [stops], how many of the last characters match the beginning of each

    /// <summary>Creates a matcher for a new text.</summary>
    /// <param name="stops">The stop sequences, none empty.</param>
    public StopMatcher(IEnumerable<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        this.stops = [.. stops.Select(stop => new StopString(stop))];
        matched = new int[this.stops.Length];
    }

    private StopMatcher(StopMatcher other)
    {
        stops = other.stops;
        matched = [.. other.matched];
        (IsMatched, HeldBack) = (other.IsMatched, other.HeldBack);
    }

    /// <summary>Gets whether the text ends with a stop sequence.</summary>
    public bool IsMatched { get; private set; }

    /// <summary>
    /// Gets how many of the last characters may begin a stop sequence, or the length of the one that is matched; if several end at once,
    /// of the longest.
    /// </summary>
    public int HeldBack { get; private set; }

    /// <summary>Gets the stop sequences that lack only one character: that character, and their length.</summary>
    public IEnumerable<(string Last, int Length)> Completing => stops
        .Where((stop, index) => matched[index] == stop.Length - 1)
        .Select(stop => (stop.Last, stop.Length));

    /// <summary>Returns an independent matcher of the same text.</summary>
    public StopMatcher Copy() => new(this);

    /// <summary>Adds the next character of the text.</summary>
    /// <param name="character">One Unicode scalar.</param>
    /// <exception cref="InvalidOperationException">A stop sequence is already matched.</exception>
    public void Add(string character)
    {
        if (IsMatched)
        {
            throw new InvalidOperationException("A stop sequence is already matched.");
        }

        int longest = 0;
        int longestMatch = 0;
        for (int i = 0; i < stops.Length; i++)
        {
            matched[i] = stops[i].Extend(matched[i], character);
            longest = Math.Max(longest, matched[i]);
            longestMatch = Math.Max(longestMatch, matched[i] == stops[i].Length ? matched[i] : 0);
        }

        IsMatched = longestMatch > 0;
        HeldBack = IsMatched ? longestMatch : longest;
    }

    /// <summary>One stop sequence, matched by the algorithm of Knuth, Morris and Pratt (1977), which reads no character twice.</summary>
    private sealed class StopString
    {
        private readonly string[] characters;
        private readonly int[] fallback; // [i]: the length of the longest proper prefix of the first i + 1 characters that is also their suffix

        public StopString(string stop)
        {
            ArgumentException.ThrowIfNullOrEmpty(stop);
            characters = [.. stop.EnumerateRunes().Select(rune => rune.ToString())];
            fallback = new int[characters.Length];
            for (int i = 1; i < characters.Length; i++)
            {
                fallback[i] = Extend(fallback[i - 1], characters[i]);
            }
        }

        public int Length => characters.Length;

        public string Last => characters[^1];

        /// <returns>The number of last characters that match the beginning of the sequence, from the number before this character.</returns>
        public int Extend(int length, string character)
        {
            while (length > 0 && characters[length] != character)
            {
                length = fallback[length - 1];
            }

            return characters[length] == character ? length + 1 : 0;
        }
    }
}
