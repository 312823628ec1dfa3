using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn answer</c>: reads a question from each line and writes an answer to each line, in order.</summary>
internal static class AnswerCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly LineFilter Lines = new("Questions, one per line", "answered");

    private static readonly Option<int> Beams = new("--beams") { Description = "Beginnings of an answer that are followed side by side, for the likeliest answer; 1 takes the likeliest character each time", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<int> MaxLength = new("--max-length") { Description = "Most characters of an answer", DefaultValueFactory = _ => 256, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has the answer (or error and its reason, separated by a tab)");
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character that is not in the vocabulary: an error, the unknown token in its place, or leave it out (skip, or floor, which is the same)", UnknownPolicy.Error);

    public static Command Create()
    {
        Command command = new("answer", "Answer questions with a model that was trained with --answer-after.")
        {
            Model, Beams, MaxLength, Format, Unknown,
        };
        Lines.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        LineSource source = Lines.Open(parsed);
        AnswerOptions options = new()
        {
            Beams = parsed.GetValue(Beams),
            MaxLength = parsed.GetValue(MaxLength),
            UnknownPolicy = Unknown.Read(parsed),
            LookAhead = LineQueue.BatchLines,
        };
        options.Validate();
        Func<TextLine, TextAnswer?, string> format = Format.Read(parsed) == OutputFormat.Json ? AnswerFormat.AsJson : AnswerFormat.AsText;
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model), ModelTask.Answer);
        TextAnswerer answerer = new(model, options);
        long cut = 0;
        LineResults<TextAnswer> answers = new(answerer.Answer, Write);
        return Lines.Run(parsed, source, batch => answers.Of(Array.ConvertAll(batch, line => line.Checked(answerer.Check))), cancellation, WarnOfCut);

        string Write(TextLine line, TextAnswer? answer)
        {
            cut += answer is { FinishReason: FinishReason.Length } ? 1 : 0;
            return format(line, answer);
        }

        void WarnOfCut()
        {
            if (cut > 0)
            {
                Console.Error.WriteLine($"charrnn: warning: {cut:N0} of the answers reached --max-length {options.MaxLength} before their end.");
            }
        }
    }
}
