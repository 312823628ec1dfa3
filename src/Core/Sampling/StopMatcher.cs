namespace CharRnn;

/// <summary>
/// Finds stop sequences in a growing text. Characters that may begin one must be held back until it is known whether they do, so that no
/// part of a stop sequence is returned. Adding to the text allocates nothing. Not safe for concurrent use.
/// </summary>
internal sealed class StopMatcher
{
    private readonly StopString[] stops; // immutable, shared by copies
    private readonly int[] matched; // [stops], how many of the last UTF-16 units match the beginning of each

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
    /// Gets the length of the end of the text that may begin a stop sequence, in UTF-16 units, or that begins with the one that is matched;
    /// if several end at once, with the longest.
    /// </summary>
    public int HeldBack { get; private set; }

    /// <summary>Gets the stop sequences that lack only one character: that character, and their length in characters.</summary>
    public IEnumerable<(string Last, int Length)> Completing => stops
        .Where((stop, index) => matched[index] == stop.Text.Length - stop.Last.Length)
        .Select(stop => (stop.Last, stop.Length));

    /// <summary>Returns an independent matcher of the same text.</summary>
    public StopMatcher Copy() => new(this);

    /// <summary>Returns whether a word would complete a stop sequence of which more than so many UTF-16 units, or that may be, come before it.</summary>
    public bool IsCompletedBy(string word, int before)
    {
        for (int i = 0; i < stops.Length; i++)
        {
            int length = matched[i];
            for (int next = 0; matched[i] > before && next < word.Length && length < stops[i].Text.Length; next++)
            {
                length = stops[i].Extend(length, word[next]);
            }

            if (length == stops[i].Text.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds what follows in the text.</summary>
    /// <param name="text">A character, or a word.</param>
    /// <exception cref="InvalidOperationException">A stop sequence is already matched.</exception>
    public void Add(string text)
    {
        if (IsMatched)
        {
            throw new InvalidOperationException("A stop sequence is already matched.");
        }

        for (int next = 0; next < text.Length && !IsMatched; next++)
        {
            int longest = 0;
            int longestMatch = 0;
            for (int i = 0; i < stops.Length; i++)
            {
                matched[i] = stops[i].Extend(matched[i], text[next]);
                longest = Math.Max(longest, matched[i]);
                longestMatch = Math.Max(longestMatch, matched[i] == stops[i].Text.Length ? matched[i] : 0);
            }

            IsMatched = longestMatch > 0;
            HeldBack = IsMatched ? longestMatch + text.Length - next - 1 : longest;
        }
    }

    /// <summary>One stop sequence, matched by the algorithm of Knuth, Morris and Pratt (1977), which reads nothing twice.</summary>
    private sealed class StopString
    {
        private readonly int[] fallback; // [i]: the length of the longest proper prefix of the first i + 1 units that is also their suffix

        public StopString(string stop)
        {
            ArgumentException.ThrowIfNullOrEmpty(stop);
            string[] characters = [.. stop.EnumerateRunes().Select(rune => rune.ToString())]; // a lone surrogate comes as U+FFFD
            (Text, Last, Length) = (string.Concat(characters), characters[^1], characters.Length);
            fallback = new int[Text.Length];
            for (int i = 1; i < Text.Length; i++)
            {
                fallback[i] = Extend(fallback[i - 1], Text[i]);
            }
        }

        public string Text { get; }

        /// <summary>Gets the number of characters.</summary>
        public int Length { get; }

        public string Last { get; }

        /// <returns>The number of last units that match the beginning of the sequence, from the number before this unit.</returns>
        public int Extend(int length, char unit)
        {
            while (length > 0 && Text[length] != unit)
            {
                length = fallback[length - 1];
            }

            return Text[length] == unit ? length + 1 : 0;
        }
    }
}
