using System.CommandLine;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn score</c>: reads a sentence from each line and writes a result to each line, in order.</summary>
internal static class ScoreCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly LineFilter Lines = new("Lines of text to score", "scored");
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has bits per character (or error), log-likelihood in nats, unknown characters and the sentence (or its error), separated by tabs");
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character that is not in the vocabulary: fail, use the unknown token, skip it, or count 20 bits (floor)", UnknownPolicy.Floor);

    private static readonly Option<bool> Surprisals = new("--surprisals") { Description = "Also print the bits of each character, and of the line's end if the model has lines; as text in a column before the sentence" };

    public static Command Create()
    {
        Command command = new("score", "Score sentences. The fewer bits per character, the likelier the sentence.")
        {
            Model, Format, Unknown, Surprisals,
        };
        Lines.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        LineSource source = Lines.Open(parsed);
        UnknownPolicy policy = Unknown.Read(parsed);
        Func<ScoredLine, UnknownPolicy, string> format = Format.Read(parsed) == OutputFormat.Json ? ScoreFormat.AsJson : ScoreFormat.AsText;
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model), ModelTask.Text);
        LineScorer scorer = new(model, new ScoringOptions { UnknownPolicy = policy, WithSurprisals = parsed.GetValue(Surprisals), LookAhead = LineQueue.BatchLines });
        return Lines.Run(parsed, source, batch => scorer.Score(batch).Select(line => new FilteredLine(format(line, policy), line.Score is null ? line.Line.Problem : null)), cancellation);
    }
}
