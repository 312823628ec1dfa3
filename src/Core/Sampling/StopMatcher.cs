namespace CharRnn;

/// <summary>
/// Watches a growing text for stop strings. Characters that may begin one are to be held back until that is known, so that no part of
/// the stop string is ever given away. Adding a character allocates nothing; not safe for concurrent use.
/// </summary>
internal sealed class StopMatcher
{
    private readonly StopString[] stops; // immutable, shared by copies
    private readonly int[] matched; // [stops], how many of the text's last characters are the first of each

    /// <summary>Begins a text.</summary>
    /// <param name="stops">What to stop at; none may be empty.</param>
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

    /// <summary>Whether the text ends with a stop string.</summary>
    public bool IsMatched { get; private set; }

    /// <summary>
    /// How many of the last characters may begin a stop string; once one is matched, its length. Where several end at once, that of the
    /// longest.
    /// </summary>
    public int HeldBack { get; private set; }

    /// <summary>The stop strings that lack one character: that character, and their whole length.</summary>
    public IEnumerable<(string Last, int Length)> Completing => stops
        .Where((stop, index) => matched[index] == stop.Length - 1)
        .Select(stop => (stop.Last, stop.Length));

    /// <summary>An independent matcher of the same text.</summary>
    public StopMatcher Copy() => new(this);

    /// <summary>Takes the text's next character.</summary>
    /// <param name="character">One Unicode scalar.</param>
    /// <exception cref="InvalidOperationException">A stop string is matched already.</exception>
    public void Add(string character)
    {
        if (IsMatched)
        {
            throw new InvalidOperationException("The text has come to a stop string already.");
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

    /// <summary>One stop string, matched as by Knuth, Morris and Pratt (1977): no character is looked at twice.</summary>
    private sealed class StopString
    {
        private readonly string[] characters;
        private readonly int[] fallback; // [i]: of the first i + 1 characters, how many of the first are also the last

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

        /// <returns>How many of the text's last characters are the first of this string, given that before the character.</returns>
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
