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
        Validators = { NameValue.Check },
    };

    private static readonly Option<string> Output = new("--output") { Description = "Run folder to create", Required = true, Validators = { NameValue.Check } };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing run" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Continue the run in --output with its own settings; takes --corpus, if the text has moved, and the options marked (*)" };
    private static readonly Option<string?> PresetOption = new("--preset")
    {
        Description = "Preset to start from; other options override its values. charrnn presets lists all",
        HelpName = "name",
        Validators = { NameValue.Check },
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
            throw new InvalidOptionsException("--corpus is missing; give a text to train on");
        }

        Preset? preset = parsed.GetValue(PresetOption) is { } name ? Preset.Find(name) : null;
        CorpusOptions corpusOptions = new() { Corpus = corpusName, ValidationFraction = preset?.ValidationFraction };
        TrainingOptions options = preset?.Options ?? new TrainingOptions();
        TrainOptions.Training.Apply(parsed, options);
        StartingWeights? start = options.InitFrom is { } source ? StartingWeights.Load(source) : null;
        start?.ApplyTo(corpusOptions);
        start?.ApplyTo(options);
        TrainOptions.Corpus.Apply(parsed, corpusOptions);
        TrainOptions.Training.Apply(parsed, options); // again: a given option that contradicts the weights is an error
        KeepWholePaths(corpusOptions, options);
        Check(corpusOptions, options, start);

        OverwriteGuard.Check([output], corpusOptions.Corpus, corpusOptions.TargetCorpus, corpusOptions.ValidationCorpus, corpusOptions.TestCorpus, options.InitFrom);

        // The text is read on another thread while libtorch loads.
        Task<Corpus> reading = Task.Run(() => CorpusSource.Load(corpusOptions, start?.Vocabulary, start?.Labels, cancellation), CancellationToken.None);
        TorchEngine.CheckDevice(options);
        Corpus corpus = reading.GetAwaiter().GetResult();
        Training.CheckLength(corpus, options);
        CheckBeforeARun(options, corpus);
        using RunFolder run = RunFolder.Create(output, parsed.GetValue(Overwrite));
        run.SaveConfig(corpusOptions, options);
        return Train(options, corpus, run, setup => Training.Start(setup, start), cancellation);
    }

    // An option that does not fit the corpus, or a sparsity that leaves no cycle, leaves no run behind.
    private static void CheckBeforeARun(TrainingOptions options, Corpus corpus)
    {
        ModelDescription description = options.Describe(corpus);
        if (options.Freeze != FrozenWeights.None)
        {
            WeightInitializer.Draw(description, options, new RandomSource(options.Seed));
        }
    }

    // A run is resumed and evaluated from any folder.
    private static void KeepWholePaths(CorpusOptions corpusOptions, TrainingOptions options)
    {
        corpusOptions.Corpus = CorpusSource.Resolve(corpusOptions.Corpus);
        corpusOptions.TargetCorpus = corpusOptions.TargetCorpus is { } target ? CorpusSource.Resolve(target) : null;
        corpusOptions.ValidationCorpus = corpusOptions.ValidationCorpus is { } validation ? CorpusSource.Resolve(validation) : null;
        corpusOptions.TestCorpus = corpusOptions.TestCorpus is { } test ? CorpusSource.Resolve(test) : null;
        options.InitFrom = options.InitFrom is { } start ? Path.GetFullPath(start) : null;
    }

    private static void Check(CorpusOptions corpusOptions, TrainingOptions options, StartingWeights? start)
    {
        List<string> problems = [];
        start?.FindProblems(corpusOptions, problems);
        start?.FindProblems(options, problems);
        corpusOptions.FindProblems(problems);
        options.FindProblems(corpusOptions.Task, problems);
        options.FindProblems(problems);
        InvalidOptionsException.ThrowIfAny(problems);
    }

    private static int GoOn(ParseResult parsed, string output, string? corpusName, CancellationToken cancellation)
    {
        string[] given =
        [
            .. TrainOptions.Training.Given(parsed).Except(TrainOptions.ResumableNames),
            .. TrainOptions.Corpus.Given(parsed).Except(["--target-corpus", "--validation-corpus", "--test-corpus"]),
            .. ((Option[])[PresetOption, Overwrite]).Where(parsed.IsGiven).Select(option => option.Name),
        ];
        if (given.Length > 0)
        {
            throw new InvalidOptionsException(
                $"{string.Join(", ", given)} cannot be combined with --resume; a run continues with its own settings, except for --corpus, --target-corpus, --validation-corpus, --test-corpus, {TrainOptions.Resumable}");
        }

        using RunFolder run = RunFolder.OpenForTraining(output);
        (CorpusOptions corpusOptions, TrainingOptions options) = run.ReadConfig();
        CorpusOptions moved = new() { Corpus = "" };
        TrainOptions.Corpus.Apply(parsed, moved);
        new TextPlaces(corpusName, moved.TargetCorpus, moved.ValidationCorpus, moved.TestCorpus).ApplyTo(corpusOptions);
        TrainOptions.Training.Apply(parsed, options);
        options.Validate();
        StartingWeights last = StartingWeights.Load(run.LastWeightsPath);
        CheckNetwork(run, corpusOptions, options, last);
        Corpus corpus = CorpusSource.Load(corpusOptions, last.Vocabulary, last.Labels, cancellation);
        return Train(options, corpus, run, Resumed, cancellation);

        Training Resumed(TrainingSetup setup)
        {
            Training training = Training.Resume(setup);
            run.SaveConfig(corpusOptions, options); // once the text is known to be the same
            return training;
        }
    }

    // Before a network is made: another one may need more memory than there is.
    private static void CheckNetwork(RunFolder run, CorpusOptions corpusOptions, TrainingOptions options, StartingWeights last)
    {
        List<string> problems = [];
        last.FindProblems(corpusOptions, problems);
        last.FindProblems(options, problems);
        if (problems.Count > 0)
        {
            throw new InvalidModelException($"The settings of {run.FolderPath} have changed: {string.Join("; ", problems)}. Set them back, or begin a new run.");
        }
    }

    private static int Train(TrainingOptions options, Corpus corpus, RunFolder run, Func<TrainingSetup, Training> makeTraining, CancellationToken cancellation)
    {
        using TrainingDisplay display = new(run);
        ModelDescription description = options.Describe(corpus);
        using TorchEngine engine = new(description, options);
        Training training = makeTraining(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Run = run, Observer = display });
        display.Begin(corpus, description, options, training.LeftOver);
        if (training.IsFinished)
        {
            display.NothingLeft();
        }

        Interruption.Patience = TimeSpan.FromMinutes(2); // to end the step and to write the last checkpoint
        TrainingResult result = training.Run(cancellation);
        display.End(result);
        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
