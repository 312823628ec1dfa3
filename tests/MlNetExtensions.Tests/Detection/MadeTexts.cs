namespace CharRnn.MlNetExtensions.Tests;

/// <summary>Texts that are made at random: sentences of documentation, and gibberish. The same seed gives the same texts.</summary>
internal static class MadeTexts
{
    private static readonly string[] Verbs = ["Gets", "Sets", "Returns", "Removes", "Writes", "Represents", "Determines", "Copies", "Adds", "Finds"];
    private static readonly string[] Nouns = ["number", "index", "value", "name", "collection", "stream", "property", "element", "list", "object", "string", "type", "event", "key"];
    private static readonly string[] Ends = ["specified", "current", "given", "first", "last", "default", "underlying", "new"];

    public static string[] Ordinary(int count, int seed) => Make(count, seed, random =>
        $"{Pick(random, Verbs)} the {Pick(random, Nouns)} of the {Pick(random, Ends)} {Pick(random, Nouns)}{(random.Next(3) == 0 ? $" of a {Pick(random, Nouns)}" : "")}.");

    public static string[] Odd(int count, int seed) => Make(count, seed, random =>
        string.Create(random.Next(15, 50), random, (text, letters) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = (char)letters.Next('a', 'z' + 1);
            }
        }));

    private static string[] Make(int count, int seed, Func<Random, string> make)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => make(random))];
    }

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
