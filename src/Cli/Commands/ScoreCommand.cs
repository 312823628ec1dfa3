using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary><c>charrnn score</c>: reads a sentence from each line and writes a result to each line, in order.</summary>
internal static class ScoreCommand
{
    private static readonly Argument<string> Model = ModelSource.Argument();
    private static readonly Argument<string> Input = new("FILE") { Description = "Sentences, one per line; - is standard input", DefaultValueFactory = _ => "-", Validators = { NameValue.Check } };
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text has bits per character, log-likelihood in nats, unknown characters and the sentence, separated by tabs");
    private static readonly EnumOption<UnknownPolicy> Unknown = new(
        "--unknown", "What to do with a character that is not in the vocabulary: fail, use the unknown token, skip it, or count 20 bits (floor)", UnknownPolicy.Floor);

    public static Command Create()
    {
        Command command = new("score", "Score sentences. The fewer bits per character, the likelier the sentence.") { Model, Input, Format, Unknown };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string input = parsed.GetValue(Input)!;
        Func<string, SentenceScore, string> format = Format.Read(parsed) == OutputFormat.Json ? AsJson : AsText;
        using CharRnnModel model = ModelSource.Load(parsed.GetRequiredValue(Model));
        SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = Unknown.Read(parsed) });
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
        string.Create(CultureInfo.InvariantCulture, $"{score.BitsPerCharacter ?? double.NaN:F3}\t{score.LogLikelihood:F3}\t{score.UnknownCount}\t{text}");

    private static string AsJson(string text, SentenceScore score) => JsonSerializer.Serialize(
        new ScoreLine(text, score.LogLikelihood, score.BitsPerCharacter, Finite(score.Perplexity), score.CharacterCount, score.UnknownCount),
        ScoreJson.Default.ScoreLine);

    // JSON has no infinity (a perplexity beyond double).
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

internal sealed record ScoreLine(string Text, double LogLikelihood, double? BitsPerCharacter, double? Perplexity, int CharacterCount, int UnknownCount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScoreLine))]
internal sealed partial class ScoreJson : JsonSerializerContext;
