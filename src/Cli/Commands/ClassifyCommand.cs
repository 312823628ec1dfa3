using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn classify</c>: reads a text from each line and writes its class to each line, in order.</summary>
internal static class ClassifyCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly LineFilter Lines = new("Lines of text to classify", "classified");
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has the class (or error), its probability and the line (or its error), separated by tabs; json has the probability of each class");

    public static Command Create()
    {
        Command command = new("classify", "Give each line a class, with a model that was trained with --class-column.") { Model, Format };
        Lines.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        LineSource source = Lines.Open(parsed);
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model), ModelTask.Classify);
        TextClassifier classifier = new(model, new LabelOptions { LookAhead = LineQueue.BatchLines });
        Func<TextLine, TextClass?, string> format = Format.Read(parsed) == OutputFormat.Json
            ? (line, found) => LabelFormat.AsJson(line, found, classifier.Classes)
            : LabelFormat.AsText;
        LineResults<TextClass> labels = new(classifier.Classify, format);
        return Lines.Run(parsed, source, batch => labels.Of(Array.ConvertAll(batch, Checked)), cancellation);

        // A batch fails as a whole.
        TextLine Checked(TextLine line) => line.Problem is null && classifier.FindProblem(line.Text) is { } problem
            ? line with { Problem = $"{line.Place}: {problem}" }
            : line;
    }
}
