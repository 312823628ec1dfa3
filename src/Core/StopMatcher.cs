using System.Diagnostics.CodeAnalysis;

namespace CharRnn;

/// <summary>
/// Watches a growing text for stop strings, however they fall on its characters. A character that may be the beginning of one
/// is held back until that is known, so that what is taken never has any part of the stop string that ends it. In steady
/// state nothing is allocated; not safe for concurrent use.
/// </summary>
public sealed class StopMatcher
{
    private readonly StopString[] stops;
    private readonly Queue<string> held = []; // oldest first
    private int free; // of the held ones, how many can be taken

    /// <summary>Begins a text.</summary>
    /// <param name="stops">What to stop at; none may be empty.</param>
    public StopMatcher(IEnumerable<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        this.stops = [.. stops.Select(stop => new StopString(stop))];
    }

    /// <summary>Whether the text has come to a stop string. Where several end at once the longest is left out of the text.</summary>
    public bool IsMatched { get; private set; }

    /// <summary>Takes the text's next character.</summary>
    /// <param name="character">One Unicode scalar.</param>
    /// <exception cref="InvalidOperationException">The text has ended already.</exception>
    public void Add(string character)
    {
        if (IsMatched)
        {
            throw new InvalidOperationException("The text has come to a stop string already.");
        }

        held.Enqueue(character);
        int longest = 0;
        int matched = 0;
        foreach (StopString stop in stops)
        {
            longest = Math.Max(longest, stop.Add(character));
            matched = Math.Max(matched, stop.IsMatched ? stop.Length : 0);
        }

        IsMatched = matched > 0;
        free = held.Count - (IsMatched ? matched : longest);
    }

    /// <summary>Ends a text that came to no stop string: nothing is held back any more.</summary>
    public void End() => free = IsMatched ? free : held.Count;

    /// <summary>Gives the oldest character that was not given yet.</summary>
    /// <returns>False where there is none that is known to be no part of a stop string.</returns>
    public bool TryTake([NotNullWhen(true)] out string? character)
    {
        character = null;
        if (free == 0)
        {
            return false;
        }

        free--;
        character = held.Dequeue();
        return true;
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
