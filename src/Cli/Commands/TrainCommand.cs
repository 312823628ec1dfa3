using System.CommandLine;
using System.CommandLine.Help;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn train</c>: text to run folder.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> CorpusOption = new("--corpus")
    {
        Description = "UTF-8 file, folder, - for standard input, or " + string.Join(", ", NamedCorpora.All.Select(corpus => corpus.Name)),
    };

    private static readonly Option<string> Output = new("--output") { Description = "Run folder to create", Required = true };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing run" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Continue the run in --output with its own settings; --corpus tells if its text has moved" };
    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = "Settings to start from; other options override them. charrnn presets lists them",
        HelpName = "name",
    };

    public static Command Create()
    {
        Command command = new("train", "Train a model on a text and write a run folder.") { CorpusOption, Output, Overwrite, Resume, PresetOption };
        foreach (Option option in (Option[])[.. TrainOptions.Training.Options, .. TrainOptions.Corpus.Options])
        {
            command.Options.Add(option);
        }

        command.Options.Add(new HelpOption
        {
            Action = new GroupedHelp([new("Run", [CorpusOption, Output, Overwrite, Resume, PresetOption]), .. TrainOptions.Corpus.Groups, .. TrainOptions.Training.Groups]),
        });
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
        InvalidOptionsException.ThrowIfAny(
            [.. start?.FindProblems(corpusOptions) ?? [], .. start?.FindProblems(options) ?? [], .. corpusOptions.FindProblems(), .. options.FindProblems()]);

        // Another core reads the text while libtorch loads.
        Task<Corpus> reading = Task.Run(() => CorpusSource.Load(corpusOptions, start?.Vocabulary, cancellation), CancellationToken.None);
        TorchEngine.CheckDevice(options);
        Corpus corpus = reading.GetAwaiter().GetResult();
        Training.CheckLength(corpus, options);
        RunFolder run = RunFolder.Create(output, parsed.GetValue(Overwrite));
        run.SaveConfig(corpusOptions, options);
        return Train(options, corpus, run, setup => Training.Start(setup, start), cancellation);
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
        Corpus corpus = CorpusSource.Load(corpusOptions with { Corpus = corpusName ?? corpusOptions.Corpus }, run.ReadMetadata().Vocabulary, cancellation);
        return Train(options, corpus, run, Training.Resume, cancellation);
    }

    private static int Train(TrainingOptions options, Corpus corpus, RunFolder run, Func<TrainingSetup, Training> makeTraining, CancellationToken cancellation)
    {
        TrainingDisplay display = new(run);
        ModelDescription description = options.Describe(corpus);
        using TorchEngine engine = new(description, options);
        Training training = makeTraining(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = display });
        display.Begin(corpus, description, options, training.LeftOver);
        Interruption.Patience = TimeSpan.FromMinutes(2); // to end the step and to write the last checkpoint
        TrainingResult result = display.Show(() => training.Run(cancellation));
        display.End(result);
        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
