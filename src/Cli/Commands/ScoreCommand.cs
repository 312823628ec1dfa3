using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn score</c>: reads a sentence from each line and writes a result to each line, in order.</summary>
internal static class ScoreCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Sentences, one per line; - is standard input. What comes from a pipe is scored as it comes",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["-"],
        Validators = { NameValue.Check },
    };

    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has bits per character (or error), log-likelihood in nats, unknown characters and the sentence (or its error), separated by tabs");
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character that is not in the vocabulary: fail, use the unknown token, skip it, or count 20 bits (floor)", UnknownPolicy.Floor);

    private static readonly Option<bool> Surprisals = new("--surprisals") { Description = "Also print the bits of each character, and of the line's end if the model has lines; as text in a column before the sentence" };
    private static readonly Option<bool> ReplaceInvalid = new("--replace-invalid") { Description = "Replace bytes that are not UTF-8 by U+FFFD; without it, their line has an error in its place" };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Stop at the first line that has an error" };

    public static Command Create()
    {
        Command command = new("score", "Score sentences. The fewer bits per character, the likelier the sentence.")
        {
            Model, Files, Format, Unknown, Surprisals, ReplaceInvalid, Strict,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        LineSource source = new(parsed.GetValue(Files)!, parsed.GetValue(ReplaceInvalid));
        source.Check();
        UnknownPolicy policy = Unknown.Read(parsed);
        Func<ScoredLine, UnknownPolicy, string> format = Format.Read(parsed) == OutputFormat.Json ? ScoreFormat.AsJson : ScoreFormat.AsText;
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model));
        LineScorer scorer = new(model, new ScoringOptions { UnknownPolicy = policy, WithSurprisals = parsed.GetValue(Surprisals), LookAhead = LineQueue.BatchLines });
        long errors = 0;
        foreach (TextLine[] batch in LineQueue.Fill(source.Read()).Batches(cancellation))
        {
            foreach (ScoredLine line in scorer.Score(batch))
            {
                if (line.Score is null && parsed.GetValue(Strict))
                {
                    throw new InvalidTextException(line.Line.Problem!);
                }

                errors += line.Score is null ? 1 : 0;
                Console.Out.WriteLine(format(line, policy));
            }

            Console.Out.Flush();
        }

        return errors == 0 ? ExitCode.Done : throw new InvalidTextException($"{errors:N0} of the lines could not be scored; each has its error in its place.");
    }
}
