using System.Globalization;
using CharRnn.Inference;

/// <summary>Prints how many past tenses are exact.</summary>
internal static class Figures
{
    public static void Print(string name, TextAnswerer answerer, IReadOnlyList<Verb> verbs)
    {
        int exact = answerer.Answer(verbs, verb => verb.Present).Count(answered => answered.Answer.Text == answered.Item.Past);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {exact,3} of {verbs.Count,3} exact, {100.0 * exact / verbs.Count:F0} %"));
    }

    public static void PrintSome(TextAnswerer answerer, IReadOnlyList<Verb> verbs)
    {
        Console.WriteLine();
        foreach ((Verb verb, TextAnswer answer) in answerer.Answer(verbs.Where((_, i) => i % 7 == 0), verb => verb.Present))
        {
            Console.WriteLine($"{verb.Present}: {answer.Text}{(answer.Text == verb.Past ? "" : $", not {verb.Past}")}");
        }
    }
}
