using System.Numerics;

namespace CharRnn.Trainer;

/// <summary>The transitions of an automaton: a hash table with open addressing, whose entries of one state form a list.</summary>
internal sealed class TransitionTable
{
    /// <summary>Tokens are below this.</summary>
    public const int SymbolLimit = 1 << SymbolBits;

    private const int SymbolBits = 20;
    private const int Empty = 0;

    private readonly Entry[] entries;
    private readonly int[] firsts; // by state, the place of its last entry + 1
    private readonly int shift;

    /// <summary>Makes an empty table.</summary>
    /// <param name="states">The most states.</param>
    /// <param name="transitions">The most transitions. The table has room for a third more.</param>
    public TransitionTable(int states, int transitions)
    {
        entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)(transitions + (transitions / 3) + 2))];
        firsts = new int[states];
        shift = 64 - BitOperations.Log2((uint)entries.Length);
    }

    /// <summary>Returns where a transition leads, or -1 if there is none.</summary>
    public int Find(int state, int token)
    {
        ref Entry entry = ref entries[PlaceOf(state, token)];
        return entry.Key == Empty ? -1 : entry.To;
    }

    /// <summary>Adds a transition, unless the state has one for the token.</summary>
    public bool TryAdd(int state, int token, int to)
    {
        int place = PlaceOf(state, token);
        if (entries[place].Key != Empty)
        {
            return false;
        }

        entries[place] = new Entry(KeyOf(state, token), to, firsts[state]);
        firsts[state] = place + 1;
        return true;
    }

    /// <summary>Lets a transition lead elsewhere, if it leads to <paramref name="from"/>.</summary>
    public bool Replace(int state, int token, int from, int to)
    {
        ref Entry entry = ref entries[PlaceOf(state, token)];
        bool isIt = entry.Key != Empty && entry.To == from;
        entry.To = isIt ? to : entry.To;
        return isIt;
    }

    /// <summary>Gives a new state the transitions of another.</summary>
    public void CopyAll(int state, int copy)
    {
        for (int place = firsts[state]; place != 0; place = entries[place - 1].Next)
        {
            Entry entry = entries[place - 1];
            TryAdd(copy, TokenOf(entry.Key), entry.To);
        }
    }

    private int PlaceOf(int state, int token)
    {
        long key = KeyOf(state, token);
        int place = (int)((ulong)key * 0x9E3779B97F4A7C15 >> shift); // Fibonacci hashing
        while (entries[place].Key != key && entries[place].Key != Empty)
        {
            place = (place + 1) & (entries.Length - 1);
        }

        return place;
    }

    private static long KeyOf(int state, int token) => ((long)(state + 1) << SymbolBits) | (uint)token;

    private static int TokenOf(long key) => (int)(key & (SymbolLimit - 1));

    private record struct Entry(long Key, int To, int Next);
}
