namespace CharRnn.Inference;

/// <summary>The different texts of a look-ahead, in the order of their first places. Lines of a log, for example, repeat.</summary>
internal readonly struct DistinctTexts
{
    private readonly int[]? places; // of each text among the different ones; null if all differ

    public DistinctTexts(string[] texts)
    {
        Texts = texts;
        if (texts.Length < 2)
        {
            return;
        }

        Dictionary<string, int> found = new(texts.Length);
        int[] placeOf = new int[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            placeOf[i] = found.TryAdd(texts[i], found.Count) ? found.Count - 1 : found[texts[i]];
        }

        if (found.Count < texts.Length)
        {
            places = placeOf;
            Texts = [.. found.Keys];
        }
    }

    /// <summary>Gets the different texts.</summary>
    public string[] Texts { get; }

    /// <summary>Returns the score of each text from those of the different ones.</summary>
    public SentenceScore[] ForAll(SentenceScore[] scores) => places is null ? scores : [.. places.Select(place => scores[place])];
}
