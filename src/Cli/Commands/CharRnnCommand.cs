using System.CommandLine;

namespace CharRnn.Cli;

/// <summary><c>charrnn</c>: all the commands, and how the command line is read.</summary>
internal static class CharRnnCommand
{
    /// <summary>Gets the command with all its subcommands, made once: their options are made once, too.</summary>
    public static RootCommand Root { get; } = Create();

    /// <summary>Reads a command line. Values are taken as they are: @ is not the beginning of a file of options.</summary>
    public static ParseResult Parse(params string[] arguments) =>
        Root.Parse(LiteralValues.Join(arguments, Root), new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static RootCommand Create()
    {
        RootCommand root = new("Character-level language models: train on your own text, export to ONNX, sample and score.")
        {
            TrainCommand.Create(),
            PresetsCommand.Create(),
            EvaluateCommand.Create(),
            ExportCommand.Create(),
            SampleCommand.Create(),
            ScoreCommand.Create(),
            AnswerCommand.Create(),
            TagCommand.Create(),
            ClassifyCommand.Create(),
            NoveltyCommand.Create(),
            ServeCommand.Create(),
            InspectCommand.Create(),
            VisualizeCommand.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }
}
