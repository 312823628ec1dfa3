namespace CharRnn;

/// <summary>
/// Watches a growing text for stop strings, however they fall on its characters. What may be the beginning of one is to be held
/// back until that is known, so that what is given away never has any part of the stop string that ends it. In steady state
/// nothing is allocated; not safe for concurrent use.
/// </summary>
public sealed class StopMatcher
{
    private readonly StopString[] stops;

    /// <summary>Begins a text.</summary>
    /// <param name="stops">What to stop at; none may be empty.</param>
    public StopMatcher(IEnumerable<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        this.stops = [.. stops.Select(stop => new StopString(stop))];
    }

    /// <summary>Whether the text has come to a stop string.</summary>
    public bool IsMatched { get; private set; }

    /// <summary>
    /// How many of the text's last characters may be the beginning of a stop string; once it is matched, how many are one. Where
    /// several end at once that is the longest.
    /// </summary>
    public int HeldBack { get; private set; }

    /// <summary>The stop strings that lack one character: this one, and how many they have with it.</summary>
    public IEnumerable<(string Last, int Length)> Completing =>
        stops.Where(stop => stop.LacksOne).Select(stop => (stop.Last, stop.Length));

    /// <summary>Takes the text's next character.</summary>
    /// <param name="character">One Unicode scalar.</param>
    /// <exception cref="InvalidOperationException">The text has ended already.</exception>
    public void Add(string character)
    {
        if (IsMatched)
        {
            throw new InvalidOperationException("The text has come to a stop string already.");
        }

        int longest = 0;
        int matched = 0;
        foreach (StopString stop in stops)
        {
            longest = Math.Max(longest, stop.Add(character));
            matched = Math.Max(matched, stop.IsMatched ? stop.Length : 0);
        }

        IsMatched = matched > 0;
        HeldBack = IsMatched ? matched : longest;
    }

    /// <summary>One stop string, matched as by Knuth, Morris and Pratt (1977): a character is never looked at twice.</summary>
    private sealed class StopString
    {
        private readonly string[] characters;
        private readonly int[] fallback; // [i]: of the first i + 1 characters, how many of the first are also the last
        private int matched;

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

        public bool IsMatched => matched == Length;

        public bool LacksOne => matched == Length - 1;

        public string Last => characters[^1];

        /// <returns>How many of the text's last characters are the first of this string.</returns>
        public int Add(string character) => matched = Extend(matched, character);

        private int Extend(int length, string character)
        {
            while (length > 0 && characters[length] != character)
            {
                length = fallback[length - 1];
            }

            return characters[length] == character ? length + 1 : 0;
        }
    }
}
