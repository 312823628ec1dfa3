using System.CommandLine;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn evaluate</c>: the loss of a run or a model on a text, on request compared with an n-gram model.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Source = ModelSource.Argument();
    private static readonly Option<string?> CorpusOption = new("--corpus") { Description = "Text to evaluate on, named as for train [default for a run, and if it is the text of the run: its test part, or else its validation part]", Validators = { NameValue.Check } };
    private static readonly Option<string?> TargetCorpus = new("--target-corpus") { Description = "The labels of the text, for a model that labels each character [default for a run without --corpus: where it was]", Validators = { NameValue.Check } };
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
        RunFolder? run = Directory.Exists(source) ? RunFolder.Open(source) : null;
        if (run is null)
        {
            CheckForModel(source, places, parsed.IsGiven(BaselineOption));
        }

        using CharRnnModel model = ModelSource.Load(source);
        CheckForTask(parsed, source, model.Description);
        if (model.Description.GivesLabels)
        {
            EvaluateLabels(parsed, run, places, model, cancellation);
        }
        else
        {
            EvaluateText(parsed, run, places, model, cancellation);
        }

        return ExitCode.Done;
    }

    private static void EvaluateText(ParseResult parsed, RunFolder? run, TextPlaces places, CharRnnModel model, CancellationToken cancellation)
    {
        bool hasBaseline = parsed.IsGiven(BaselineOption);
        EvaluationText text = run is null
            ? EvaluationText.OfModel(places.Corpus!, model.Vocabulary, parsed.GetValue(ReplaceInvalid), cancellation)
            : EvaluationText.OfRun(run, places, model.Metadata, parsed.GetValue(ReplaceInvalid), hasBaseline, cancellation);
        if (model.Description.Task == ModelTask.Answer)
        {
            AnswerEvaluation.Write(text.Name, AnswerLoss.Measure(model, text.Utf8, text.Name, cancellation), Format.Read(parsed));
            return;
        }

        int order = parsed.GetValue(Order);
        TextLoss loss = TextLoss.Measure(model, text.Utf8, text.Name, cancellation);
        double? baseline = hasBaseline ? -NGramBaseline.LogLikelihood(text.Corpus!, model.Description, TextLoss.Split(text.Utf8, model.Description), order) / loss.Characters : null;
        LossEvaluation.Write(text.Name, loss, baseline, order, Format.Read(parsed));
    }

    private static void EvaluateLabels(ParseResult parsed, RunFolder? run, TextPlaces places, CharRnnModel model, CancellationToken cancellation)
    {
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
    }

    /// <exception cref="InvalidOptionsException">An option is for models of another task.</exception>
    private static void CheckForTask(ParseResult parsed, string source, ModelDescription description)
    {
        ModelTask actual = description.Task;
        if (actual == ModelTask.Encode)
        {
            description.Require(ModelTask.Answer, source);
        }

        foreach ((Option option, ModelTask task) in ((Option, ModelTask)[])
            [(BaselineOption, ModelTask.Text), (TargetCorpus, ModelTask.Tag), (ClassColumn, ModelTask.Classify), (TextColumn, ModelTask.Classify)])
        {
            if (task != actual && parsed.IsGiven(option))
            {
                throw new InvalidOptionsException($"{option.Name} applies only to a model that {ModelTasks.Purpose(task)}; {source} {ModelTasks.Purpose(actual)}");
            }
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
}
