using System.CommandLine;

namespace CharRnn.Cli;

/// <summary><c>charrnn</c>: all the commands, and how the command line is read.</summary>
internal static class CharRnnCommand
{
    public static RootCommand Create()
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

    /// <summary>Reads a command line. Values are taken as they are: @ is not the beginning of a file of options.</summary>
    public static ParseResult Parse(params string[] arguments)
    {
        RootCommand root = Create();
        return root.Parse(LiteralValues.Join(arguments, root), new ParserConfiguration { ResponseFileTokenReplacer = null });
    }
}
