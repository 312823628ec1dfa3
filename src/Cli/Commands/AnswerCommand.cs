using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn answer</c>: reads a question from each line and writes an answer to each line, in order.</summary>
internal static class AnswerCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Questions, one per line; - is standard input. What comes from a pipe is answered as it comes",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["-"],
        Validators = { NameValue.Check },
    };

    private static readonly Option<int> Beams = new("--beams") { Description = "Beginnings of an answer that are followed side by side; 1 takes the likeliest character each time", DefaultValueFactory = _ => 1, CustomParser = NumberValue.Parse<int> };
    private static readonly Option<int> MaxLength = new("--max-length") { Description = "Most characters of an answer", DefaultValueFactory = _ => 256, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has the answer (or error and its reason, separated by a tab)");
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character that is not in the vocabulary: fail, use the unknown token, or skip it (skip and floor)", UnknownPolicy.Error);

    private static readonly Option<bool> ReplaceInvalid = new("--replace-invalid") { Description = "Replace bytes that are not UTF-8 by U+FFFD; without it, their line has an error in its place" };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Stop at the first line that has an error" };

    public static Command Create()
    {
        Command command = new("answer", "Answer questions with a model that was trained with --answer-after.")
        {
            Model, Files, Beams, MaxLength, Format, Unknown, ReplaceInvalid, Strict,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        LineSource source = new(parsed.GetValue(Files)!, parsed.GetValue(ReplaceInvalid));
        source.Check();
        AnswerOptions options = new()
        {
            Beams = parsed.GetValue(Beams),
            MaxLength = parsed.GetValue(MaxLength),
            UnknownPolicy = Unknown.Read(parsed),
            LookAhead = LineQueue.BatchLines,
        };
        options.Validate();
        Func<AnsweredLine, string> format = Format.Read(parsed) == OutputFormat.Json ? AnswerFormat.AsJson : AnswerFormat.AsText;
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model));
        LineAnswerer answerer = new(model, options);
        (long errors, long cut) = (0, 0);
        foreach (TextLine[] batch in LineQueue.Fill(source.Read()).Batches(cancellation))
        {
            foreach (AnsweredLine line in answerer.Answer(batch))
            {
                if (line.Answer is null && parsed.GetValue(Strict))
                {
                    throw new InvalidTextException(line.Line.Problem!);
                }

                errors += line.Answer is null ? 1 : 0;
                cut += line.Answer is { FinishReason: FinishReason.Length } ? 1 : 0;
                Console.Out.WriteLine(format(line));
            }

            Console.Out.Flush();
        }

        if (cut > 0)
        {
            Console.Error.WriteLine($"charrnn: warning: {cut:N0} of the answers reached --max-length {options.MaxLength} before their end.");
        }

        return errors == 0 ? ExitCode.Done : throw new InvalidTextException($"{errors:N0} of the lines could not be answered; each has its error in its place.");
    }
}
