// Invents names in the manner of those that a line model has learnt, all of them at once, the most plausible first.
//   dotnet run --project samples/NameGenerator [COUNT] [MODEL.onnx]
using System.Globalization;
using CharRnn;
using CharRnn.Inference;

string path = args.ElementAtOrDefault(1) ?? "models/dotnet-names.onnx";
if (!int.TryParse(args.FirstOrDefault() ?? "10", CultureInfo.InvariantCulture, out int count))
{
    Console.Error.WriteLine($"COUNT is {args[0]}; must be a whole number.");
    return 2;
}

try
{
    using CharRnnModel model = CharRnnModel.Load(path);
    using GenerationScheduler scheduler = new(model);
    GenerationRequest request = new()
    {
        Sampling = new SamplingOptions { Temperature = 0.8 },

        // A name is a line. It ends where the model says so, but not before the fourth letter.
        Generation = new GenerationOptions { Stop = ["\n"], MinLength = 4, MaxLength = 60, Choices = count, Seed = 1 },
    };
    IReadOnlyList<GeneratedText> names = await scheduler.GenerateChoicesAsync(request);

    // The same model tells how likely each is, its end included.
    SentenceScorer scorer = new(model);
    foreach ((GeneratedText name, SentenceScore score) in scorer.Score(names, name => name.Text).OrderBy(scored => scored.Score.BitsPerCharacter))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.BitsPerCharacter:F2} bits per character  {name}"));
    }

    return 0;
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
