using System.CommandLine;
using CharRnn.Trainer;
using CharRnn.Trainer.TorchEngine;

namespace CharRnn.Cli;

/// <summary><c>charrnn train</c>: text to run folder.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> CorpusOption = new("--corpus")
    {
        Description = "Text to learn: a UTF-8 file, a folder of such files, - for standard input, or " + string.Join(", ", NamedCorpora.All.Select(corpus => $"{corpus.Name} ({corpus.Description})")),
    };

    private static readonly Option<string> Output = new("--output") { Description = "Run folder to make", Required = true };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Delete a run that is already there" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on with the run in --output as if it had never stopped, with its own settings; --corpus says where its text is now, if it moved" };
    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = "Settings to start from, which any option overrides: " + string.Join("; ", Preset.All.Select(preset => $"{preset.Name} ({preset.Source})")),
    };

    public static Command Create()
    {
        Command command = new("train", "Train a model: a text in, a run folder out.") { CorpusOption, Output, Overwrite, Resume, PresetOption };
        foreach (Option option in (Option[])[.. TrainOptions.Training.Options, .. TrainOptions.Corpus.Options])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(Output);
        string? corpus = parsed.GetValue(CorpusOption);
        return parsed.GetValue(Resume) ? GoOn(parsed, output, corpus, cancellation) : Begin(parsed, output, corpus, cancellation);
    }

    private static int Begin(ParseResult parsed, string output, string? corpusName, CancellationToken cancellation)
    {
        if (corpusName is null)
        {
            throw new InvalidOptionsException("There is no --corpus; give a text to learn");
        }

        Preset? preset = parsed.GetValue(PresetOption) is { } name ? Preset.Find(name) : null;
        CorpusOptions corpusOptions = new() { Corpus = corpusName, ValidationFraction = preset?.ValidationFraction };
        TrainingOptions options = preset?.Options ?? new TrainingOptions();
        StartingWeights? start = TrainOptions.Training.Apply(parsed, options).InitFrom is { } source ? StartingWeights.Load(source) : null;
        corpusOptions = TrainOptions.Corpus.Apply(parsed, start?.Adopt(corpusOptions) ?? corpusOptions);
        options = TrainOptions.Training.Apply(parsed, start?.Adopt(options) ?? options);
        InvalidOptionsException.ThrowIfAny([.. start?.FindProblems(corpusOptions) ?? [], .. start?.FindProblems(options) ?? []]);
        InvalidOptionsException.ThrowIfAny([.. corpusOptions.FindProblems(), .. options.FindProblems()]);

        // libtorch takes seconds to load: the other cores read the text meanwhile.
        Task<Corpus> reading = Task.Run(() => Corpus.Load(corpusOptions, start?.Vocabulary, new CorpusProgress(), cancellation), CancellationToken.None);
        TorchEngine.CheckDevice(options);
        Corpus corpus = reading.GetAwaiter().GetResult();
        ModelDescription description = options.Describe(corpus);
        TrainingLoop.CheckLength(corpus, options);
        RunFolder run = RunFolder.Create(output, parsed.GetValue(Overwrite));
        run.SaveConfig(corpusOptions, options);
        return Train(options, corpus, description, run, start, resume: false, cancellation);
    }

    private static int GoOn(ParseResult parsed, string output, string? corpusName, CancellationToken cancellation)
    {
        string[] given =
        [
            .. TrainOptions.Training.Given(parsed),
            .. TrainOptions.Corpus.Given(parsed),
            .. ((Option[])[PresetOption, Overwrite]).Where(parsed.IsGiven).Select(option => option.Name),
        ];
        if (given.Length > 0)
        {
            throw new InvalidOptionsException($"{string.Join(", ", given)} cannot go with --resume; a run goes on with its own settings");
        }

        RunFolder run = RunFolder.Open(output);
        (CorpusOptions corpusOptions, TrainingOptions options) = run.ReadConfig();
        Corpus corpus = Corpus.Load(corpusOptions with { Corpus = corpusName ?? corpusOptions.Corpus }, run.ReadMetadata().Vocabulary, new CorpusProgress(), cancellation);
        return Train(options, corpus, options.Describe(corpus), run, start: null, resume: true, cancellation);
    }

    private static int Train(TrainingOptions options, Corpus corpus, ModelDescription description, RunFolder run, StartingWeights? start, bool resume, CancellationToken cancellation)
    {
        TrainingDisplay display = new(run);
        using TorchEngine engine = new(description, options);
        TrainingLoop loop = new(options, corpus, description, engine, run, display, TimeProvider.System, start);
        display.Begin(corpus, description, loop.LeftOver);
        if (resume)
        {
            loop.Resume();
        }

        TrainingResult result = display.Show(() => loop.Run(cancellation));
        display.End(result);
        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
