/// <summary>
/// Makes names as malware does that looks for its server: in four ways, each as long as an ordinary name, so that the length gives nothing away.
/// The same seed makes the same names.
/// </summary>
internal sealed class NameGenerator(IReadOnlyList<string> ordinary, int seed)
{
    private const string Vowels = "aeiou";
    private const string Consonants = "bcdfghjklmnpqrstvwxyz";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string LettersAndDigits = Letters + "0123456789";

    private readonly Random random = new(seed);

    public static IReadOnlyList<string> Kinds { get; } = ["letters", "letters and digits", "letter frequencies", "pronounceable"];

    public IEnumerable<Name> Make(int countOfEachKind) =>
        from kind in Kinds
        from i in Enumerable.Range(0, countOfEachKind)
        select new Name { Text = Make(kind, AnyName().Length), Label = true, Kind = kind };

    private string Make(string kind, int length) => kind switch
    {
        "letters" => Fill(length, _ => OneOf(Letters)),
        "letters and digits" => Fill(length, _ => OneOf(LettersAndDigits)),
        "letter frequencies" => Fill(length, _ => OneOf(AnyName())), // a letter of a random name is as frequent as it is in names
        _ => Fill(length, i => OneOf(i % 2 == 0 ? Consonants : Vowels)),
    };

    private static string Fill(int length, Func<int, char> character) => string.Concat(Enumerable.Range(0, length).Select(character));

    private string AnyName() => ordinary[random.Next(ordinary.Count)];

    private char OneOf(string characters) => characters[random.Next(characters.Length)];
}
