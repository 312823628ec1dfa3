/// <summary>
/// Splits a line into the likeliest words, each by how often it is in the lines to learn from. It knows nothing of the words beside a word.
/// An unknown word is the less likely, the longer it is (Norvig, "Natural Language Corpus Data", 2009).
/// </summary>
internal sealed class WordSplitter
{
    private const int Longest = 24; // letters of a word

    private readonly Dictionary<string, double> costs;
    private readonly double total;

    public WordSplitter(IEnumerable<string> lines)
    {
        Dictionary<string, int> counts = lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).CountBy(WordOf).ToDictionary();
        total = counts.Values.Sum();
        costs = counts.ToDictionary(each => each.Key, each => Math.Log(total / each.Value));
    }

    public SpacedLine Split(string letters)
    {
        double[] best = new double[letters.Length + 1];
        int[] startOfLast = new int[letters.Length + 1];
        for (int end = 1; end <= letters.Length; end++)
        {
            best[end] = double.PositiveInfinity;
            for (int start = Math.Max(0, end - Longest); start < end; start++)
            {
                double cost = best[start] + CostOf(letters[start..end]);
                if (cost < best[end])
                {
                    (best[end], startOfLast[end]) = (cost, start);
                }
            }
        }

        List<string> words = [];
        for (int end = letters.Length; end > 0; end = startOfLast[end])
        {
            words.Insert(0, letters[startOfLast[end]..end]);
        }

        return SpacedLine.Of(words);
    }

    private double CostOf(string word) =>
        costs.TryGetValue(WordOf(word), out double cost) ? cost : Math.Log(total / 10) + (word.Length * Math.Log(10));

    // A word is the same in capitals, and beside a comma.
    private static string WordOf(string word) => word.TrimStart('\'', '"', '(', '[').TrimEnd('.', ',', ';', ':', '!', '?', '\'', '"', '-', ')', ']').ToLowerInvariant();
}
