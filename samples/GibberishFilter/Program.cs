// Lets those lines of standard input pass that read like the text a model has learnt, any number of them in bounded memory.
//   dotnet run --project samples/GibberishFilter [BITS] [MODEL.onnx] < lines.txt > honest.txt
using System.Globalization;
using CharRnn;
using CharRnn.Inference;

// Prose of the kind that the model knows costs 1 to 2 bits per character, other English 4, a keyboard's noise 8 and more.
string path = args.ElementAtOrDefault(1) ?? "models/dotnet-docs.onnx";
if (!double.TryParse(args.FirstOrDefault() ?? "5", NumberStyles.Float, CultureInfo.InvariantCulture, out double most))
{
    Console.Error.WriteLine($"BITS is {args[0]}; must be a number such as 4.5, the bits per character that a line may cost.");
    return 2;
}

try
{
    using CharRnnModel model = CharRnnModel.Load(path);
    SentenceScorer scorer = new(model);
    int passed = 0;
    int all = 0;
    foreach ((string line, SentenceScore score) in scorer.Score(Lines(), line => line))
    {
        all++;
        if (!(score.BitsPerCharacter > most)) // an empty line has no average, and passes
        {
            passed++;
            Console.WriteLine(line);
        }
    }

    Console.Error.WriteLine($"{passed} of {all} lines passed.");
    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static IEnumerable<string> Lines()
{
    while (Console.ReadLine() is { } line)
    {
        yield return line;
    }
}
