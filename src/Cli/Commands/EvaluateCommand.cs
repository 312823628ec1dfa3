using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn evaluate</c>: the loss of a run or a model on a text, on request compared with an n-gram model.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Source = ModelSource.Argument();
    private static readonly Option<string?> CorpusOption = new("--corpus") { Description = "UTF-8 file to evaluate on [default for a run: its test part, or its validation part if there is none]", Validators = { NameValue.Check } };
    private static readonly Option<Baseline?> BaselineOption = new("--baseline") { Description = "Compare with a character n-gram model of the run's training text (Witten-Bell smoothing)" };
    private static readonly Option<int> Order = new("--order") { Description = "Order of the n-gram model, 1 to 20", DefaultValueFactory = _ => 4, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text for people, json for programs");

    static EvaluateCommand() => BaselineOption.TakeNames();

    private enum Baseline
    {
        Ngram,
    }

    public static Command Create()
    {
        Command command = new("evaluate", "Measure the loss on a text.") { Source, CorpusOption, BaselineOption, Order, Format };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string source = parsed.GetRequiredValue(Source);
        string? file = parsed.GetValue(CorpusOption);
        bool hasBaseline = parsed.GetValue(BaselineOption) is not null;
        RunFolder? run = Directory.Exists(source) ? RunFolder.Open(source) : null;
        if (run is null && (file is null || hasBaseline))
        {
            throw new InvalidOptionsException(file is null
                ? "--corpus is missing; it can be left out only for a run, which has a text to evaluate on"
                : $"--baseline needs a run, because it reads the training text; {source} is not a run");
        }

        using CharRnnModel model = ModelSource.Load(source);
        Corpus? corpus = run is not null && (file is null || hasBaseline) ? CorpusSource.Load(run.ReadConfig().Corpus, model.Vocabulary, cancellation) : null;
        (string name, ReadOnlyMemory<byte> text) = file is null ? PartOf(corpus!) : (file, Utf8Text.ReadFile(file));
        TextLoss loss = TextLoss.Measure(model, text, name, cancellation);
        double? baseline = hasBaseline ? -NGramBaseline.LogLikelihood(corpus!, model.Description, TextLoss.Split(text, model.Description), parsed.GetValue(Order)) / loss.Characters : null;
        Write(name, loss, baseline, parsed.GetValue(Order), parsed.GetValue(Format));
        return ExitCode.Done;
    }

    private static (string Name, ReadOnlyMemory<byte> Text) PartOf(Corpus corpus)
    {
        (string part, IdSequence ids) = corpus.Test.Length > 0 ? ("test", corpus.Test) : ("validation", corpus.Validation);
        if (ids.Length == 0)
        {
            throw new InvalidOptionsException($"--corpus is missing, and the run has no test or validation part of {corpus.Name}; give a text");
        }

        return ($"the {part} part of {corpus.Name}", Encoding.UTF8.GetBytes(corpus.Decode(ids)));
    }

    private static void Write(string text, TextLoss loss, double? baseline, int order, OutputFormat format)
    {
        double nats = loss.Nats;
        if (format == OutputFormat.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new EvaluationLine(text, loss.Characters, loss.Unknown, nats, nats / Likelihood.NatsPerBit, Averages.Finite(Math.Exp(nats)), baseline is null ? null : order, baseline),
                EvaluationJson.Default.EvaluationLine));
            return;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"text",-16} {text}, {loss.Characters:N0} characters, {loss.Unknown:N0} of them unknown"));
        Console.Out.WriteLine(Line("network", nats));
        if (baseline is { } baselineNats)
        {
            Console.Out.WriteLine(Line($"{order}-gram", baselineNats));
        }
    }

    private static string Line(string name, double nats) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-16} {nats:F4} nats, {nats / Likelihood.NatsPerBit:F4} bits per character, perplexity {Math.Exp(nats):F3}");
}

internal sealed record EvaluationLine(string Text, long Characters, long Unknown, double Nats, double BitsPerCharacter, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Perplexity, int? NgramOrder, double? NgramNats);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationLine))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
