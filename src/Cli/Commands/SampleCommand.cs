using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn sample</c>: model to text.</summary>
internal static class SampleCommand
{
    private const int MaximumLength = 100_000_000;

    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly Option<int> Length = new("--length") { Description = "Characters to generate", DefaultValueFactory = _ => 500, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<double> Temperature = new("--temperature") { Description = "Below 1 is safer, above 1 wilder; 0 always takes the most likely token", DefaultValueFactory = _ => 0.8, CustomParser = NumberValue.Parse<double> };
    private static readonly Option<int> TopK = new("--top-k") { Description = "Sample from this many of the most likely tokens; 0 is all", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<double> TopP = new("--top-p") { Description = "Sample from the fewest most likely tokens whose probabilities reach this sum; 1 is all", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<double> };
    private static readonly Option<double> MinP = new("--min-p") { Description = "Sample from the tokens with at least this fraction of the highest probability; 0 is all", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<double> };
    private static readonly Option<double> PresencePenalty = new("--presence-penalty") { Description = "Subtracted from the logit of a token that is among the last 64, -2 to 2", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<double> };
    private static readonly Option<double> FrequencyPenalty = new("--frequency-penalty") { Description = "Subtracted for each time that it is among them, -2 to 2", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<double> };
    private static readonly Option<int> MinLength = new("--min-length") { Description = "Characters to generate before --stop applies", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Seed of the random numbers; the same seed gives the same text [default: a new one, shown on standard error]", CustomParser = NumberValue.Parse<ulong?> };
    private static readonly Option<int> Count = new("--count") { Description = "Texts to generate", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character of the prompt that is not in the vocabulary: fail, use the unknown token, or skip it", UnknownPolicy.Error);

    public static Command Create()
    {
        Command command = new("sample", "Generate text, a character at a time.") { Model };
        foreach (Option option in (Option[])[.. PromptOptions.Options, Length, Temperature, TopK, TopP, MinP, PresencePenalty, FrequencyPenalty, MinLength, Seed, Count, Unknown])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        int length = parsed.GetValue(Length);
        int count = parsed.GetValue(Count);
        SamplingOptions options = new()
        {
            Temperature = parsed.GetValue(Temperature),
            TopK = parsed.GetValue(TopK),
            TopP = parsed.GetValue(TopP),
            MinP = parsed.GetValue(MinP),
            PresencePenalty = parsed.GetValue(PresencePenalty),
            FrequencyPenalty = parsed.GetValue(FrequencyPenalty),
        };
        GenerationOptions generation = new()
        {
            Stop = PromptOptions.ReadStops(parsed),
            MinLength = parsed.GetValue(MinLength),
            MaxLength = length,
            Seed = parsed.GetValue(Seed) ?? RandomSource.FreshSeed(),
        };
        CheckRange("--length", length, MaximumLength);
        CheckRange("--count", count, MaximumLength);
        options.Validate();
        generation.Validate();
        string prompt = PromptOptions.ReadPrompt(parsed);

        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model));
        PromptOptions.WarnOfStopsThatCannotMatch(generation.Stop, model.Vocabulary);
        if (parsed.GetValue(Seed) is null)
        {
            Console.Error.WriteLine($"seed {generation.Seed}"); // so that the text can be had again
        }

        TextWriter output = Console.Out;
        for (int i = 0; i < count; i++)
        {
            // Each text has its own seed, so that it can be generated again alone.
            using GenerationSession session = model.CreateSession(options, generation);
            session.Feed(prompt, Unknown.Read(parsed));
            output.Write(prompt);
            foreach (string character in session.Stream(cancellationToken: cancellation))
            {
                output.Write(Shown(character, Console.IsOutputRedirected));
            }

            output.WriteLine();
            generation.Seed++;
        }

        return ExitCode.Done;
    }

    /// <summary>A character as it is, or on a terminal without what would act on that: a model may generate whatever its file says.</summary>
    internal static string Shown(string character, bool isRedirected) => isRedirected ? character : VisibleText.Lines(character);

    private static void CheckRange(string name, int value, int most)
    {
        if (value < 1 || value > most)
        {
            throw new InvalidOptionsException($"{name} is {value}; must be from 1 to {most}");
        }
    }
}
