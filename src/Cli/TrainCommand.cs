using System.CommandLine;
using CharRnn.Trainer;
using CharRnn.Trainer.TorchEngine;

namespace CharRnn.Cli;

/// <summary><c>charrnn train</c>: text to run folder.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> CorpusOption = new("--corpus")
    {
        Description = "Text to learn: a UTF-8 file, or " + string.Join(", ", NamedCorpora.All.Select(corpus => $"{corpus.Name} ({corpus.Description})")),
        Required = true,
    };

    private static readonly Option<string> Output = new("--output") { Description = "Run folder to make", Required = true };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Delete a run that is already there" };

    public static Command Create()
    {
        Command command = new("train", "Train a model: a text in, a run folder out.") { CorpusOption, Output, Overwrite };
        foreach (Option option in (Option[])[.. TrainOptions.Training.Options, .. TrainOptions.Corpus.Options])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        CorpusOptions corpusOptions = TrainOptions.Corpus.Apply(parsed, new CorpusOptions { Corpus = parsed.GetRequiredValue(CorpusOption) });
        TrainingOptions options = TrainOptions.Training.Apply(parsed, new TrainingOptions());
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
}
