// Completes what you type: the likeliest way to go on first, then three that chance chose. An empty line ends it.
//   dotnet run --project samples/Completer [MODEL.onnx]
using CharRnn;
using CharRnn.Inference;

string path = args.FirstOrDefault() ?? "models/dotnet-docs.onnx";
SamplingOptions sampling = new() { Temperature = 0.6, TopP = 0.95 };
GenerationOptions generation = new() { Stop = ["\n"], MaxLength = 200, Choices = 3, Seed = 1 };
try
{
    using CharRnnModel model = CharRnnModel.Load(path);
    Console.WriteLine($"{model.Name}: {model.Metadata.Training.Characters:N0} characters of {model.Metadata.Training.Corpus} were read to make it.");
    while (true)
    {
        Console.Write("> ");
        string? prompt = Console.ReadLine();
        if (string.IsNullOrEmpty(prompt))
        {
            return 0;
        }

        using GenerationSession session = model.CreateSession(sampling, generation);
        session.Feed(prompt, UnknownPolicy.Skip);
        Console.WriteLine($"likeliest: {prompt}{session.SearchBeams(width: 8)[0]}");
        foreach (GeneratedText text in session.GenerateChoices())
        {
            Console.WriteLine($"     or so: {prompt}{text}");
        }
    }
}
catch (Exception exception) when (exception is CharRnnException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
