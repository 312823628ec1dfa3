using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn sample</c>: model to text.</summary>
internal static class SampleCommand
{
    private const int MaximumLength = 100_000_000;

    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly Option<int> Length = new("--length") { Description = "Characters to generate; words, white space and punctuation marks with a model of words", DefaultValueFactory = _ => 500, CustomParser = NumberValue.Parse<int> };
    private static readonly SamplingArguments Sampling = new();
    private static readonly Option<int> MinLength = new("--min-length") { Description = "Characters, or words, to generate before --stop applies", DefaultValueFactory = _ => 0, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<int> Count = new("--count") { Description = "Texts to generate", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character of the prompt that is not in the vocabulary: fail, use the unknown token, or skip it", UnknownPolicy.Error);

    private static readonly Option<string?> Novel = new("--novel") { Description = "For a line model: generate --count lines that are not in this text, which is named as for train", Validators = { NameValue.Check } };

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
        int count = parsed.GetValue(Count);
        SamplingOptions sampling = Sampling.Read(parsed);
        GenerationOptions generation = new()
        {
            Stop = PromptOptions.ReadStops(parsed),
            MinLength = parsed.GetValue(MinLength),
            MaxLength = parsed.GetValue(Length),
        };
        NumberValue.CheckRange("--length", generation.MaxLength, MaximumLength);
        NumberValue.CheckRange("--count", count, MaximumLength);
        sampling.Validate();
        generation.Validate();
        NameValue.CheckStandardInput(parsed.GetValue(PromptOptions.PromptFile), parsed.GetValue(Novel));
        Prompt prompt = new(PromptOptions.ReadPrompt(parsed), Unknown.Read(parsed));

        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model), ModelTask.Text);
        PromptOptions.WarnOfStopsThatCannotMatch(generation.Stop, model.Vocabulary);
        NovelLines? novel = parsed.GetValue(Novel) is { } corpus ? NovelLines.Load(corpus, model, cancellation) : null;
        ulong seed = Sampling.ReadSeed(parsed);
        if (novel is null)
        {
            WriteTexts(model, sampling, generation, prompt, seed, count, cancellation);
        }
        else
        {
            generation.Stop = [.. generation.Stop, "\n"];
            WriteLines(novel.Draw(itsSeed => DrawLine(model, sampling, generation, prompt, itsSeed, cancellation), seed, count));
        }

        return ExitCode.Done;
    }

    // Each text has its own seed, so that it can be generated again alone.
    private static void WriteTexts(CharRnnModel model, SamplingOptions sampling, GenerationOptions generation, Prompt prompt, ulong seed, int count, CancellationToken cancellation)
    {
        for (int i = 0; i < count; i++, seed++)
        {
            generation.Seed = seed;
            using GenerationSession session = model.CreateSession(sampling, generation);
            session.Feed(prompt.Text, prompt.Policy);
            Console.Out.Write(prompt.Text);
            foreach (string character in session.Stream(cancellationToken: cancellation))
            {
                Console.Out.Write(Shown(character, Console.IsOutputRedirected));
            }

            Console.Out.WriteLine();
        }
    }

    /// <summary>Draws the rest of the prompt's last line; null if it does not end.</summary>
    private static string? DrawLine(CharRnnModel model, SamplingOptions sampling, GenerationOptions generation, Prompt prompt, ulong seed, CancellationToken cancellation)
    {
        generation.Seed = seed;
        using GenerationSession session = model.CreateSession(sampling, generation);
        session.Feed(prompt.Text, prompt.Policy);
        GeneratedText text = session.GenerateChoices(cancellation)[0];
        string line = prompt.Text + text;
        return text.FinishReason == FinishReason.Stop ? line[(line.LastIndexOf('\n') + 1)..] : null;
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

    private sealed record Prompt(string Text, UnknownPolicy Policy);
}
