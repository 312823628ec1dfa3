using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Cli;

/// <summary>Prints the loss of a text.</summary>
internal static class LossEvaluation
{
    /// <summary>Writes the loss on a text, beside that of an n-gram model if there is one.</summary>
    public static void Write(string text, TextLoss loss, double? baseline, int order, OutputFormat format)
    {
        double nats = loss.Nats;
        if (format == OutputFormat.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new EvaluationLine(text, loss.Characters, loss.Unknown, nats, nats / Likelihood.NatsPerBit, Averages.Finite(Math.Exp(nats)), baseline is null ? null : order, baseline) { Words = loss.Words?.Words, UnknownWords = loss.Words?.Unknown, PerplexityPerWord = PerWord(loss, nats), BitsPerCharacterSpelled = Spelled(loss, nats) },
                EvaluationJson.Default.EvaluationLine));
            return;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"text",-16} {text}, {loss.Characters:N0} characters, {loss.Unknown:N0} of them unknown"));
        if (loss.Words is { } words)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"words",-16} {words.Words:N0}, and {words.Unknown:N0} unknown"));
        }

        WriteLines("network", loss, nats);
        if (baseline is { } baselineNats)
        {
            WriteLines($"{order}-gram", loss, baselineNats);
        }
    }

    private static double? PerWord(TextLoss loss, double nats) => loss.Words is { } words ? Averages.Finite(Math.Exp(nats * loss.Characters / words.Words)) : null;

    private static double? Spelled(TextLoss loss, double nats) => loss.Words is { } words ? (nats / Likelihood.NatsPerBit) + (words.UnknownBits / loss.Characters) : null;

    private static void WriteLines(string name, TextLoss loss, double nats)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {nats:F4} nats, {nats / Likelihood.NatsPerBit:F4} bits per character, perplexity {Math.Exp(nats):F3}"));
        if (loss.Words is not null)
        {
            string perWord = PerWord(loss, nats) is { } perplexity ? string.Create(CultureInfo.InvariantCulture, $"perplexity {perplexity:F2} per word") : "no perplexity per word";
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-16} {perWord}; {Spelled(loss, nats):F4} bits per character with unknown words spelled out"));
        }
    }
}

internal sealed record EvaluationLine(string Text, long Characters, long Unknown, double Nats, double BitsPerCharacter, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Perplexity, int? NgramOrder, double? NgramNats)
{
    public long? Words { get; init; }

    public long? UnknownWords { get; init; }

    public double? PerplexityPerWord { get; init; }

    public double? BitsPerCharacterSpelled { get; init; }

    public long? Questions { get; init; }

    public long? Exact { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationLine))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
