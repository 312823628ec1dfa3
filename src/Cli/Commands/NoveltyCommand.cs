using System.CommandLine;
using System.Text.Json;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn novelty</c>: how much of what a model writes is copied from its corpus.</summary>
internal static class NoveltyCommand
{
    private const int MaximumLength = 10_000_000;

    private static readonly Argument<string> Source = new("MODEL|RUN|WEIGHTS|TEXT")
    {
        Description = "A model, named as for sample, which writes a text, or a UTF-8 file with a text; - is standard input",
        Validators = { NameValue.Check },
    };

    private static readonly Option<string?> CorpusOption = new("--corpus") { Description = "Text that the model was trained on, named as for train [default for a run: its own]", Validators = { NameValue.Check } };
    private static readonly Option<string> Pattern = new("--pattern") { Description = "Files to read in a corpus folder and its subfolders [default: *.txt]", Validators = { NameValue.Check } };
    private static readonly Option<double?> ValidationFraction = new("--validation-fraction") { Description = "End of the corpus that was kept for validation; no run is looked for there, and it is measured too, as a yardstick [default: 0.05, or 0 with --validation-corpus]", CustomParser = NumberValue.Parse<double?> };
    private static readonly Option<string?> ValidationCorpus = new("--validation-corpus") { Description = "Separate text that is measured as the yardstick", Validators = { NameValue.Check } };
    private static readonly Option<bool> ReplaceInvalid = new("--replace-invalid") { Description = "Replace bytes that are not UTF-8 by U+FFFD" };
    private static readonly Option<int> Length = new("--length") { Description = "Characters to sample from a model", DefaultValueFactory = _ => 100_000, CustomParser = NumberValue.Parse<int> };
    private static readonly SamplingArguments Sampling = new();
    private static readonly EnumOption<TextUnit> Unit = new("--unit", "Of a text that is read: one stream, or separate lines; a model has its own", TextUnit.Stream);
    private static readonly Option<int> Limit = new("--limit") { Description = "Most characters of a text that is read, up to 10,000,000", DefaultValueFactory = _ => 1_000_000, CustomParser = NumberValue.Parse<int> };
    private static readonly EnumOption<OutputFormat> Format = OutputFormats.Option("text for people, json for programs");

    private static readonly Option[] OfModels = [Length, .. Sampling.Options, Sampling.Seed];
    private static readonly Option[] OfTexts = [Unit, Limit];

    public static Command Create()
    {
        Command command = new("novelty", "Measure how much of a text, or of what a model writes, is copied from the corpus.") { Source, CorpusOption };
        foreach (Option option in (Option[])[Pattern, ValidationFraction, ValidationCorpus, ReplaceInvalid, .. OfModels, .. OfTexts, Format])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string source = parsed.GetRequiredValue(Source);
        bool isModel = ModelSource.IsModel(source);
        CheckOptions(parsed, source, isModel);
        CorpusOptions options = ReadCorpusOptions(parsed, Directory.Exists(source) ? RunFolder.Open(source) : null);
        if (!isModel)
        {
            WrittenText read = WrittenText.Read(source, parsed.GetValue(ReplaceInvalid), parsed.GetValue(Limit));
            Write(parsed, Measure(read, NoveltyCorpus.Load(options, Unit.Read(parsed), cancellation), options, cancellation));
            return ExitCode.Done;
        }

        using CharRnnModel model = ModelSource.Load(source);
        model.Description.Require(ModelTask.Text, model.Name); // before the corpus is read as one of text
        Corpus corpus = NoveltyCorpus.Load(options, model.Description.Unit, cancellation);
        WarnOfAnotherCorpus(model, corpus);
        WrittenText sampled = WrittenText.Sample(model, source, Sampling.Read(parsed), Sampling.ReadSeed(parsed), parsed.GetValue(Length), cancellation);
        Write(parsed, Measure(sampled, corpus, options, cancellation));
        return ExitCode.Done;
    }

    private static void CheckOptions(ParseResult parsed, string source, bool isModel)
    {
        string[] given = [.. (isModel ? OfTexts : OfModels).Where(parsed.IsGiven).Select(option => option.Name)];
        if (given.Length > 0)
        {
            throw new InvalidOptionsException($"{string.Join(", ", given)} can be given only for a {(isModel ? "text" : "model")}; {source} is a {(isModel ? "model" : "text")}");
        }

        NameValue.CheckStandardInput(source, parsed.GetValue(CorpusOption), parsed.GetValue(ValidationCorpus));
        NumberValue.CheckRange("--length", parsed.GetValue(Length), MaximumLength);
        NumberValue.CheckRange("--limit", parsed.GetValue(Limit), MaximumLength);
        Sampling.Read(parsed).Validate();
    }

    private static CorpusOptions ReadCorpusOptions(ParseResult parsed, RunFolder? run)
    {
        TextPlaces places = new(parsed.GetValue(CorpusOption), Validation: parsed.GetValue(ValidationCorpus));
        CorpusOptions options = run?.ReadConfig().Corpus ?? new CorpusOptions
        {
            Corpus = CorpusSource.Resolve(places.Corpus ?? throw new InvalidOptionsException("--corpus is missing; it can be left out only for a run, which has one of its own")),
            ValidationCorpus = places.Validation is { } validation ? CorpusSource.Resolve(validation) : null,
        };
        if (run is not null)
        {
            places.ApplyTo(options);
        }

        options.Pattern = parsed.GetValue(Pattern) ?? options.Pattern;
        options.ValidationFraction = parsed.GetValue(ValidationFraction) ?? options.ValidationFraction;
        options.ReplaceInvalidUtf8 |= parsed.GetValue(ReplaceInvalid);
        return options;
    }

    private static void WarnOfAnotherCorpus(CharRnnModel model, Corpus corpus)
    {
        if (model.Metadata.Training.CorpusSha256 is { } sha256 && sha256 != corpus.Sha256)
        {
            Console.Error.WriteLine(VisibleText.Line($"charrnn: warning: {model.Name} was trained on {model.Metadata.Training.Corpus ?? "a text"} with another SHA-256 than {corpus.Name} has"));
        }
    }

    private static NoveltyFigures Measure(WrittenText written, Corpus corpus, CorpusOptions options, CancellationToken cancellation)
    {
        TextNovelty novelty = Measure(written.Text, written.Name, corpus, cancellation);
        string? heldOut = NoveltyCorpus.HeldOut(corpus, novelty.RunLengths.Count);
        return new NoveltyFigures(
            written.Name,
            written.Seed,
            corpus.Name,
            corpus.Training.Length,
            PartFigures.Of(novelty, options),
            heldOut is null ? null : PartFigures.Of(Measure(heldOut, "the held-out part", corpus, cancellation), options));
    }

    private static TextNovelty Measure(string text, string name, Corpus corpus, CancellationToken cancellation)
    {
        using WorkProgress progress = new($"looking for runs of {name} in {corpus.Name}");
        return TextNovelty.Measure(text, corpus, progress, cancellation);
    }

    private static void Write(ParseResult parsed, NoveltyFigures figures)
    {
        if (Format.Read(parsed) == OutputFormat.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(figures, NoveltyJson.Default.NoveltyFigures));
        }
        else
        {
            new NoveltyReport(figures).Write();
        }
    }
}
