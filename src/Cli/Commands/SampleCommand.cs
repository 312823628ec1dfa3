using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn sample</c>: model to text.</summary>
internal static class SampleCommand
{
    private const int MaximumLength = 100_000_000;

    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly Option<int> Length = new("--length") { Description = "Characters to generate", DefaultValueFactory = _ => 500, CustomParser = NumberValue.Parse<int> };
    private static readonly SamplingArguments Sampling = new();
    private static readonly Option<int> MinLength = new("--min-length") { Description = "Characters to generate before --stop applies", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<int> Count = new("--count") { Description = "Texts to generate", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character of the prompt that is not in the vocabulary: fail, use the unknown token, or skip it", UnknownPolicy.Error);

    private static readonly Option<string?> Novel = new("--novel") { Description = "For a line model: sample --count lines that this text, named as for train, does not have", Validators = { NameValue.Check } };

    public static Command Create()
    {
        Command command = new("sample", "Generate text, a character at a time.") { Model };
        foreach (Option option in (Option[])[.. PromptOptions.Options, Length, .. Sampling.Options, MinLength, Sampling.Seed, Count, Unknown, Novel])
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
        SamplingOptions options = Sampling.Read(parsed);
        GenerationOptions generation = new()
        {
            Stop = PromptOptions.ReadStops(parsed),
            MinLength = parsed.GetValue(MinLength),
            MaxLength = length,
        };
        NumberValue.CheckRange("--length", length, MaximumLength);
        NumberValue.CheckRange("--count", count, MaximumLength);
        options.Validate();
        generation.Validate();
        string prompt = PromptOptions.ReadPrompt(parsed);

        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model));
        PromptOptions.WarnOfStopsThatCannotMatch(generation.Stop, model.Vocabulary);
        NovelLines? novel = parsed.GetValue(Novel) is { } corpus ? NovelLines.Load(corpus, model, cancellation) : null;
        generation.Seed = Sampling.ReadSeed(parsed);
        if (novel is not null)
        {
            WriteLines(novel.Draw(DrawLine, generation.Seed.Value, count));
            return ExitCode.Done;
        }

        TextWriter output = Console.Out;
        for (int i = 0; i < count; i++)
        {
            using GenerationSession session = Start(generation);
            output.Write(prompt);
            foreach (string character in session.Stream(cancellationToken: cancellation))
            {
                output.Write(Shown(character, Console.IsOutputRedirected));
            }

            output.WriteLine();
            generation.Seed++; // each text has its own seed, so that it can be generated again alone
        }

        return ExitCode.Done;

        string? DrawLine(ulong seed)
        {
            using GenerationSession session = Start(new() { Stop = [.. generation.Stop, "\n"], MinLength = generation.MinLength, MaxLength = length, Seed = seed });
            GeneratedText text = session.GenerateChoices(cancellation)[0];
            string line = prompt + text;
            return text.FinishReason == FinishReason.Stop ? line[(line.LastIndexOf('\n') + 1)..] : null;
        }

        GenerationSession Start(GenerationOptions generation)
        {
            GenerationSession session = model.CreateSession(options, generation);
            session.Feed(prompt, Unknown.Read(parsed));
            return session;
        }
    }

    private static void WriteLines(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.Out.WriteLine(Shown(line, Console.IsOutputRedirected));
            Console.Out.Flush(); // the next new one may be long in coming
        }
    }

    /// <summary>A text as it is, or on a terminal without what would act on that: a model may generate whatever its file says.</summary>
    internal static string Shown(string text, bool isRedirected) => isRedirected ? text : VisibleText.Lines(text);
}
