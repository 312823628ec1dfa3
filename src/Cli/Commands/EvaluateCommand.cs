using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn evaluate</c>: the loss of a run or a model on a text, on request compared with an n-gram model.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Source = ModelSource.Argument();
    private static readonly Option<string?> CorpusOption = new("--corpus") { Description = "Text to evaluate on, named as for train [default for a run, and if it is the text of the run: its test part, or else its validation part]", Validators = { NameValue.Check } };
    private static readonly Option<string?> TargetCorpus = new("--target-corpus") { Description = "The labels of the text, for a model that labels each character [default for a run: where it was]", Validators = { NameValue.Check } };
    private static readonly Option<int?> ClassColumn = new("--class-column") { Description = "The column of the text that has the classes, for a model that labels whole texts [default for a run: its own]", CustomParser = NumberValue.Parse<int?> };
    private static readonly Option<int?> TextColumn = new("--text-column") { Description = "The column that has the text beside --class-column [default for a run: its own, else the first other one]", CustomParser = NumberValue.Parse<int?> };
    private static readonly Option<string?> ValidationCorpus = new("--validation-corpus") { Description = "For a run whose validation corpus has moved; --corpus is then the text of the run", Validators = { NameValue.Check } };
    private static readonly Option<string?> TestCorpus = new("--test-corpus") { Description = "For a run whose test corpus has moved; --corpus is then the text of the run", Validators = { NameValue.Check } };
    private static readonly Option<bool> ReplaceInvalid = new("--replace-invalid") { Description = "Replace bytes that are not UTF-8 by U+FFFD, as a run does that was trained so" };
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
        Command command = new("evaluate", "Measure the loss on a text, how many answers are exact, or how well labels are given.") { Source, CorpusOption, TargetCorpus, ClassColumn, TextColumn, ValidationCorpus, TestCorpus, ReplaceInvalid, BaselineOption, Order, Format };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string source = parsed.GetRequiredValue(Source);
        TextPlaces places = new(parsed.GetValue(CorpusOption), parsed.GetValue(TargetCorpus), parsed.GetValue(ValidationCorpus), parsed.GetValue(TestCorpus));
        bool replaceInvalid = parsed.GetValue(ReplaceInvalid);
        bool hasBaseline = parsed.GetValue(BaselineOption) is not null;
        RunFolder? run = Directory.Exists(source) ? RunFolder.Open(source) : null;
        if (run is null)
        {
            CheckForModel(source, places, hasBaseline);
        }

        using CharRnnModel model = ModelSource.Load(source);
        if (hasBaseline && model.Description.Task == ModelTask.Answer)
        {
            throw new InvalidOptionsException($"--baseline predicts whole texts; {source} answers questions, and is measured on the answers");
        }

        if (model.Description.GivesLabels)
        {
            return EvaluateLabels(parsed, run, places, model, cancellation);
        }

        CheckForText(parsed);
        EvaluationText text = run is null
            ? EvaluationText.OfModel(places.Corpus!, model.Vocabulary, replaceInvalid, cancellation)
            : EvaluationText.OfRun(run, places, model.Metadata, replaceInvalid, hasBaseline, cancellation);
        OutputFormat format = Format.Read(parsed);
        if (model.Description.Task == ModelTask.Answer)
        {
            Write(text.Name, AnswerLoss.Measure(model, text.Utf8, text.Name, cancellation), format);
            return ExitCode.Done;
        }

        TextLoss loss = TextLoss.Measure(model, text.Utf8, text.Name, cancellation);
        double? baseline = hasBaseline ? -NGramBaseline.LogLikelihood(text.Corpus!, model.Description, TextLoss.Split(text.Utf8, model.Description), parsed.GetValue(Order)) / loss.Characters : null;
        Write(text.Name, loss, baseline, parsed.GetValue(Order), format);
        return ExitCode.Done;
    }

    private static int EvaluateLabels(ParseResult parsed, RunFolder? run, TextPlaces places, CharRnnModel model, CancellationToken cancellation)
    {
        if (parsed.GetValue(BaselineOption) is not null)
        {
            throw new InvalidOptionsException($"--baseline applies only to a model that predicts the next token; {model.Name} gives labels");
        }

        CorpusOptions given = new()
        {
            Corpus = places.Corpus ?? "",
            TargetCorpus = places.Target,
            ClassColumn = parsed.GetValue(ClassColumn),
            TextColumn = parsed.GetValue(TextColumn),
            ReplaceInvalidUtf8 = parsed.GetValue(ReplaceInvalid),
        };
        LabelledPart part = LabelledPart.Find(run, given, places, model, cancellation);
        LabelEvaluation.Write(part.Name, part.Measure(model, cancellation), Format.Read(parsed));
        return ExitCode.Done;
    }

    private static void CheckForText(ParseResult parsed)
    {
        Option[] given = [.. ((Option[])[TargetCorpus, ClassColumn, TextColumn]).Where(parsed.IsGiven)];
        if (given.Length > 0)
        {
            throw new InvalidOptionsException($"{given[0].Name} applies only to a model that gives labels; {parsed.GetRequiredValue(Source)} predicts the next token");
        }
    }

    private static void CheckForModel(string source, TextPlaces places, bool hasBaseline)
    {
        if (places.Corpus is null)
        {
            throw new InvalidOptionsException("--corpus is missing; it can be left out only for a run, which has a text to evaluate on");
        }

        if (hasBaseline || places.Validation is not null || places.Test is not null)
        {
            throw new InvalidOptionsException(
                $"{(hasBaseline ? "--baseline" : places.Test is null ? "--validation-corpus" : "--test-corpus")} applies only to a run; {source} is not a run");
        }
    }

    private static void Write(string text, TextLoss loss, double? baseline, int order, OutputFormat format)
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

    private static void Write(string text, AnswerLoss answers, OutputFormat format)
    {
        TextLoss loss = answers.Loss;
        if (format == OutputFormat.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new EvaluationLine(text, loss.Characters, loss.Unknown, loss.Nats, loss.Nats / Likelihood.NatsPerBit, Averages.Finite(Math.Exp(loss.Nats)), null, null) { Questions = answers.Questions, Exact = answers.Exact },
                EvaluationJson.Default.EvaluationLine));
            return;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"text",-16} {text}, {answers.Questions:N0} questions, {loss.Characters:N0} characters of answers, {loss.Unknown:N0} of them unknown"));
        WriteLines("network", loss, loss.Nats);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"exact",-16} {answers.Exact:N0} of {answers.Questions:N0} answers, {100.0 * answers.Exact / answers.Questions:F2} %"));
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
