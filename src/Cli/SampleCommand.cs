using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn sample</c>: ONNX file to text.</summary>
internal static class SampleCommand
{
    private const int MaximumLength = 100_000_000;

    private static readonly Argument<string> Model = new("MODEL.onnx") { Description = "A model that charrnn exported" };
    private static readonly Option<string> Prompt = new("--prompt") { Description = "Text to go on from", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Length = new("--length") { Description = "Characters to generate", DefaultValueFactory = _ => 500 };
    private static readonly Option<double> Temperature = new("--temperature") { Description = "Below 1 safer, above 1 wilder; 0 always takes the most likely", DefaultValueFactory = _ => 0.8 };
    private static readonly Option<int> TopK = new("--top-k") { Description = "Draw from this many of the most likely symbols only; 0 is all", DefaultValueFactory = _ => 0 };
    private static readonly Option<double> TopP = new("--top-p") { Description = "Draw from the fewest of the most likely symbols whose probabilities reach this sum; 1 is all", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> MinP = new("--min-p") { Description = "Draw only symbols with at least this fraction of the most likely one's probability; 0 is all", DefaultValueFactory = _ => 0 };
    private static readonly Option<double> PresencePenalty = new("--presence-penalty") { Description = "Taken off the logit of a symbol that the last 64 characters had, -2 to 2", DefaultValueFactory = _ => 0 };
    private static readonly Option<double> FrequencyPenalty = new("--frequency-penalty") { Description = "Taken off it for each time that they had it, -2 to 2", DefaultValueFactory = _ => 0 };
    private static readonly Option<string[]> Stop = new("--stop") { Description = "End before this text; can be given again" };
    private static readonly Option<int> MinLength = new("--min-length") { Description = "Characters before which none of them ends the text", DefaultValueFactory = _ => 0 };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Names the random numbers; the same seed gives the same text" };
    private static readonly Option<int> Count = new("--count") { Description = "Texts to generate", DefaultValueFactory = _ => 1 };
    private static readonly Option<UnknownPolicy> Unknown = new("--unknown")
    {
        Description = "A character of the prompt that the vocabulary lacks: error, replace (by the unknown symbol) or skip",
        DefaultValueFactory = _ => UnknownPolicy.Error,
    };

    public static Command Create()
    {
        Command command = new("sample", "Generate text, a character at a time.") { Model, Prompt, Length, Temperature, TopK, TopP, MinP, PresencePenalty, FrequencyPenalty, Stop, MinLength, Seed, Count, Unknown };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        int length = parsed.GetValue(Length);
        int count = parsed.GetValue(Count);
        string prompt = parsed.GetValue(Prompt)!;
        SamplingOptions options = new()
        {
            Temperature = parsed.GetValue(Temperature),
            TopK = parsed.GetValue(TopK),
            TopP = parsed.GetValue(TopP),
            MinP = parsed.GetValue(MinP),
            PresencePenalty = parsed.GetValue(PresencePenalty),
            FrequencyPenalty = parsed.GetValue(FrequencyPenalty),
            Stop = parsed.GetValue(Stop) ?? [],
            MinLength = parsed.GetValue(MinLength),
            MaxLength = length,
            Seed = parsed.GetValue(Seed) ?? RandomSource.FreshSeed(),
        };
        CheckRange("--length", length, MaximumLength);
        CheckRange("--count", count, MaximumLength);
        options.Validate();

        using CharRnnModel model = CharRnnModel.Load(parsed.GetRequiredValue(Model));
        using TextWriter output = StandardOutput.Open();
        for (int i = 0; i < count; i++)
        {
            // Text after text, each from its own seed, so that any one can be had again alone.
            using GenerationSession session = model.CreateSession(options with { Seed = options.Seed + (ulong)i });
            session.Feed(prompt, parsed.GetValue(Unknown));
            output.Write(prompt);
            foreach (string character in session.Stream(cancellation: cancellation))
            {
                output.Write(character);
            }

            output.WriteLine();
        }

        return ExitCode.Done;
    }

    private static void CheckRange(string name, int value, int most)
    {
        if (value < 1 || value > most)
        {
            throw new InvalidOptionsException($"{name} is {value}; must be from 1 to {most}");
        }
    }
}
