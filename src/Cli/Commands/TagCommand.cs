using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn tag</c>: reads a text from each line and writes the labels of its characters to each line, in order.</summary>
internal static class TagCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly LineFilter Lines = new("Lines of text to label", "labelled");
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has the labels of the line's characters, as many as these; json has their probabilities, too");

    public static Command Create()
    {
        Command command = new("tag", "Label each character of lines, with a model that was trained with --target-corpus.") { Model, Format };
        Lines.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        LineSource source = Lines.Open(parsed);
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model), ModelTask.Tag);
        TextTagger tagger = new(model, new LabelOptions { LookAhead = LineQueue.BatchLines });
        Func<TextLine, TextTags?, string> format = Format.Read(parsed) == OutputFormat.Json ? LabelFormat.AsJson : LabelFormat.TagsAsText(tagger.Labels);
        return Lines.Run(parsed, source, new LineResults<TextTags>(tagger.Tag, format).Of, cancellation);
    }
}
