using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn score</c>: a sentence a line in, a result a line out, in order.</summary>
internal static class ScoreCommand
{
    private static readonly Argument<string> Model = new("MODEL.onnx") { Description = "A model that charrnn exported" };
    private static readonly Argument<string> Input = new("FILE") { Description = "Sentences, one a line; - is standard input", DefaultValueFactory = _ => "-" };
    private static readonly Option<OutputFormat> Format = OutputFormats.Option("text: bits per character, log-likelihood in nats, unknown characters, text, parted by tabs");
    private static readonly Option<UnknownPolicy> Unknown = new("--unknown")
    {
        Description = "A character that the vocabulary lacks: floor (20 bits each), error, replace (by the unknown symbol) or skip",
        DefaultValueFactory = _ => UnknownPolicy.Floor,
    };

    public static Command Create()
    {
        Command command = new("score", "Tell how likely sentences are, the lower the bits per character the likelier.") { Model, Input, Format, Unknown };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string input = parsed.GetValue(Input)!;
        Func<string, SentenceScore, string> format = parsed.GetValue(Format) == OutputFormat.Json ? AsJson : AsText;
        using CharRnnModel model = CharRnnModel.Load(parsed.GetRequiredValue(Model));
        SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = parsed.GetValue(Unknown) });
        using Stream stream = OpenInput(input);
        using TextWriter output = StandardOutput.Open();

        IEnumerable<string> texts = Utf8Text.ReadLines(stream, input == "-" ? "Standard input" : input)
            .TakeWhile(_ => !cancellation.IsCancellationRequested);
        foreach ((string text, SentenceScore score) in scorer.Score(texts, text => text))
        {
            output.WriteLine(format(text, score));
        }

        cancellation.ThrowIfCancellationRequested();
        return ExitCode.Done;
    }

    private static Stream OpenInput(string input)
    {
        try
        {
            return input == "-" ? Console.OpenStandardInput() : File.OpenRead(input);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTextException($"Cannot read {input}: {exception.Message}", exception);
        }
    }

    private static string AsText(string text, SentenceScore score) =>
        string.Create(CultureInfo.InvariantCulture, $"{score.BitsPerCharacter:F3}\t{score.LogLikelihood:F3}\t{score.UnknownCount}\t{text}");

    private static string AsJson(string text, SentenceScore score) => JsonSerializer.Serialize(
        new ScoreLine(text, score.LogLikelihood, Finite(score.BitsPerCharacter), Finite(score.Perplexity), score.CharacterCount, score.UnknownCount),
        ScoreJson.Default.ScoreLine);

    // JSON has no NaN (the averages of an empty text) and no infinity (a perplexity beyond double).
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

internal sealed record ScoreLine(string Text, double LogLikelihood, double? BitsPerCharacter, double? Perplexity, int CharacterCount, int UnknownCount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScoreLine))]
internal sealed partial class ScoreJson : JsonSerializerContext;
