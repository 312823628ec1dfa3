using System.CommandLine;
using CharRnn.Trainer;
using CharRnn.Trainer.TorchEngine;

namespace CharRnn.Cli;

/// <summary><c>charrnn train</c>: text to run folder.</summary>
internal static class TrainCommand
{
    private static readonly CorpusOptions CorpusDefaults = new() { Corpus = "" };
    private static readonly TrainingOptions Defaults = new();

    private static readonly Option<string> CorpusOption = new("--corpus")
    {
        Description = "Text to learn: a UTF-8 file, or " + string.Join(", ", NamedCorpora.All.Select(corpus => $"{corpus.Name} ({corpus.Description})")),
        Required = true,
    };

    private static readonly Option<string> Output = new("--output") { Description = "Run folder to make", Required = true };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Delete a run that is already there" };

    private static readonly Option<Tokenization> TokenizationOption = WithDefault("--tokenization", CorpusDefaults.Tokenization, "One id a character (runes) or a UTF-8 byte (bytes)");
    private static readonly Option<int> MinimumCount = WithDefault("--min-count", CorpusDefaults.MinimumCount, "Characters that occur less often become the unknown symbol");
    private static readonly Option<int> MaximumVocabulary = WithDefault("--max-vocabulary", CorpusDefaults.MaximumVocabulary, "Most symbols; beyond it the rarest become the unknown symbol");
    private static readonly Option<double> ValidationFraction = WithDefault("--validation-fraction", CorpusDefaults.ValidationFraction, "Fraction of the text, from its end, kept back for validation");
    private static readonly Option<bool> ReplaceInvalid = new("--replace-invalid") { Description = "Turn bytes that are not UTF-8 into U+FFFD instead of failing" };
    private static readonly Option<bool> NormalizeLineEnds = new("--normalize-line-ends") { Description = "Turn CR LF into LF" };

    private static readonly Option<int> Layers = WithDefault("--layers", Defaults.Layers, "Stacked LSTM layers, 1 to 8");
    private static readonly Option<int> Hidden = WithDefault("--hidden", Defaults.HiddenSize, "Hidden size of a layer");
    private static readonly Option<int> Embedding = WithDefault("--embedding", Defaults.EmbeddingSize, "Embedding size of a character");
    private static readonly Option<string?> Start = new("--start") { Description = "Character that every text is taken to follow [default: newline if the corpus has it]" };
    private static readonly Option<double> Dropout = WithDefault("--dropout", Defaults.Dropout, "Probability that a value between layers or after the last is dropped");
    private static readonly Option<int> SequenceLength = WithDefault("--sequence-length", Defaults.SequenceLength, "Characters that a gradient flows back through");
    private static readonly Option<int> BatchSize = WithDefault("--batch-size", Defaults.BatchSize, "Parallel streams");
    private static readonly Option<int> Epochs = WithDefault("--epochs", Defaults.Epochs, "Passes over the text, at most");
    private static readonly Option<long?> MaxSteps = new("--max-steps") { Description = "Steps, at most" };
    private static readonly Option<double?> MaxMinutes = new("--max-minutes") { Description = "Minutes, at most; the learning rate then follows the clock" };
    private static readonly Option<double> LearningRate = WithDefault("--learning-rate", Defaults.LearningRate, "Adam's step size");
    private static readonly Option<LearningRateSchedule> Schedule = WithDefault("--schedule", Defaults.Schedule, "Learning rate over the run: constant, or cosine down to 2 %");
    private static readonly Option<double> MaxGradientNorm = WithDefault("--max-gradient-norm", Defaults.MaxGradientNorm, "Clip gradients to this global norm; 0 is never");
    private static readonly Option<int> ValidateEvery = WithDefault("--validate-every", Defaults.ValidateEvery, "Steps between validations, checkpoints and samples");
    private static readonly Option<int> ReportEvery = WithDefault("--report-every", Defaults.ReportEvery, "Steps between lines of metrics.jsonl");
    private static readonly Option<int> SampleLength = WithDefault("--sample-length", Defaults.SampleLength, "Characters of each sample; 0 is none");
    private static readonly Option<double> SampleTemperature = WithDefault("--sample-temperature", Defaults.SampleTemperature, "Temperature of the samples");
    private static readonly Option<ulong> Seed = WithDefault("--seed", Defaults.Seed, "Names every random number of the run");
    private static readonly Option<int> Threads = WithDefault("--threads", Defaults.Threads, "Threads; 0 is one for a small network, else one a core");

    public static Command Create()
    {
        Command command = new("train", "Train a model: a text in, a run folder out.")
        {
            CorpusOption, Output, Overwrite,
            Layers, Hidden, Embedding, Dropout, SequenceLength, BatchSize,
            Epochs, MaxSteps, MaxMinutes, LearningRate, Schedule, MaxGradientNorm,
            ValidateEvery, ReportEvery, SampleLength, SampleTemperature, Seed, Threads, Start,
            TokenizationOption, MinimumCount, MaximumVocabulary, ValidationFraction, ReplaceInvalid, NormalizeLineEnds,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        CorpusOptions corpusOptions = ReadCorpusOptions(parsed);
        TrainingOptions options = ReadTrainingOptions(parsed);
        InvalidOptionsException.ThrowIfAny([.. corpusOptions.FindProblems(), .. options.FindProblems()]);
        TrainingDisplay display = new();

        Corpus corpus = Corpus.Load(corpusOptions, cancellation: cancellation);
        ModelDescription description = options.Describe(corpus.Vocabulary);
        TrainingLoop.CheckLength(corpus, options);
        RunFolder run = RunFolder.Create(parsed.GetRequiredValue(Output), parsed.GetValue(Overwrite));
        run.SaveConfig(corpusOptions, options);
        display.Begin(corpus, description);

        using TorchEngine engine = new(description, options);
        TrainingLoop loop = new(options, corpus, description, engine, run, display, TimeProvider.System);
        TrainingResult result = display.Show(() => loop.Run(cancellation));
        display.End(result, run);
        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static CorpusOptions ReadCorpusOptions(ParseResult parsed) => new()
    {
        Corpus = parsed.GetRequiredValue(CorpusOption),
        Tokenization = parsed.GetValue(TokenizationOption),
        MinimumCount = parsed.GetValue(MinimumCount),
        MaximumVocabulary = parsed.GetValue(MaximumVocabulary),
        ValidationFraction = parsed.GetValue(ValidationFraction),
        ReplaceInvalidUtf8 = parsed.GetValue(ReplaceInvalid),
        NormalizeLineEnds = parsed.GetValue(NormalizeLineEnds),
    };

    private static TrainingOptions ReadTrainingOptions(ParseResult parsed) => new()
    {
        Layers = parsed.GetValue(Layers),
        HiddenSize = parsed.GetValue(Hidden),
        EmbeddingSize = parsed.GetValue(Embedding),
        Start = parsed.GetValue(Start),
        Dropout = parsed.GetValue(Dropout),
        SequenceLength = parsed.GetValue(SequenceLength),
        BatchSize = parsed.GetValue(BatchSize),
        Epochs = parsed.GetValue(Epochs),
        MaxSteps = parsed.GetValue(MaxSteps),
        MaxMinutes = parsed.GetValue(MaxMinutes),
        LearningRate = parsed.GetValue(LearningRate),
        Schedule = parsed.GetValue(Schedule),
        MaxGradientNorm = parsed.GetValue(MaxGradientNorm),
        ValidateEvery = parsed.GetValue(ValidateEvery),
        ReportEvery = parsed.GetValue(ReportEvery),
        SampleLength = parsed.GetValue(SampleLength),
        SampleTemperature = parsed.GetValue(SampleTemperature),
        Seed = parsed.GetValue(Seed),
        Threads = parsed.GetValue(Threads),
    };

    private static Option<T> WithDefault<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
