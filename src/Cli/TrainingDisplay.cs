using System.Diagnostics;
using CharRnn.Reports;
using CharRnn.Trainer;
using Spectre.Console;

namespace CharRnn.Cli;

/// <summary>
/// Shows a training on standard error: a live progress bar on a terminal, a line now and then elsewhere; samples as they
/// come; in the run, its curve, and at the end its report; and on standard output, at the end, where the run is.
/// </summary>
internal sealed class TrainingDisplay(RunFolder run) : ITrainingObserver
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly bool isLive = !Console.IsErrorRedirected;
    private readonly Stopwatch sinceShown = new();
    private readonly Stopwatch sinceDrawn = Stopwatch.StartNew();
    private TimeSpan nextDrawing = TimeSpan.FromSeconds(5);
    private readonly HashSet<string> warnings = [];
    private ProgressTask? bar;

    public void Begin(Corpus corpus, ModelDescription description, TrainingOptions options, int leftOver)
    {
        double covered = 100.0 * corpus.CoveredCharacters / corpus.Characters;
        Line($"corpus {corpus.Name}: {corpus.Characters:N0} characters, {corpus.Vocabulary.Size} symbols that cover {covered:0.####} % of them; {corpus.Training.Length:N0} to train on ({leftOver:N0} of them in no window), {corpus.Validation.Length:N0} to validate on{(corpus.Test.Length > 0 ? $", {corpus.Test.Length:N0} to test on" : "")}");
        if (HasOnlyCarriageReturns(corpus))
        {
            OnWarning(LineEnds.CarriageReturnHint(corpus.Name));
        }

        if (options.Threads > options.ThreadCount)
        {
            Line($"threads: {options.ThreadCount} instead of {options.Threads}, because this machine has {Environment.ProcessorCount} cores");
        }

        Line($"network: {NetworkText.Of(description)}, {Weights.CountParameters(description):N0} parameters");
    }

    private static bool HasOnlyCarriageReturns(Corpus corpus)
    {
        return Has("\r") && !Has("\n");

        // A last newline may be added to a text of lines.
        bool Has(string character) => corpus.Vocabulary.FindId(character) is { } id && corpus.Training.IndexOf(id, 0) is var at && at >= 0 && at < corpus.Training.Length - 1;
    }

    /// <summary>Runs a training with the progress bar shown around it.</summary>
    public TrainingResult Show(Func<TrainingResult> train)
    {
        if (!isLive)
        {
            return train();
        }

        return console.Progress()
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                bar = context.AddTask("starting", maxValue: 1);
                TrainingResult result = train();
                bar.StopTask();
                bar = null;
                return result;
            });
    }

    public void OnStep(TrainingStep step)
    {
        bool isDue = !sinceShown.IsRunning || step.Fraction >= 1 || sinceShown.Elapsed >= (isLive ? BarInterval : LineInterval);
        if (!isDue)
        {
            return;
        }

        sinceShown.Restart();
        string figures = $"step {step.Step:N0}  loss {step.TrainLossNats:F3}  {step.TrainLossNats / Likelihood.NatsPerBit:F3} bits/char  {step.CharactersPerSecond:N0} chars/s  {Time(step.Remaining)} left";
        if (bar is null)
        {
            Line($"{step.Fraction,4:P0}  {figures}");
        }
        else
        {
            bar.Value = step.Fraction;
            bar.Description = figures;
        }
    }

    public void OnReport(TrainingReport report)
    {
        if (report.ValidationLossNats is { } loss)
        {
            Line($"step {report.Step:N0}: validation loss {loss:F4} nats, {loss / Likelihood.NatsPerBit:F4} bits/char");
        }

        if (sinceDrawn.Elapsed >= nextDrawing)
        {
            Draw();
        }
    }

    // Drawing takes longer the longer the run is, but never more than a fiftieth of the time.
    private void Draw()
    {
        sinceDrawn.Restart();
        TryWrite(TrainingCurve.Write);
        nextDrawing = TimeSpan.FromTicks(Math.Max(TimeSpan.FromSeconds(5).Ticks, 50 * sinceDrawn.Elapsed.Ticks));
        sinceDrawn.Restart();
    }

    /// <summary>Writes a picture or a page. A training never ends because one cannot be written.</summary>
    /// <returns>Its path, or null if it cannot be written.</returns>
    private string? TryWrite(Func<string, string> write)
    {
        try
        {
            return write(run.FolderPath);
        }
        catch (CharRnnException exception)
        {
            OnWarning(exception.Message);
            return null;
        }
    }

    public void OnWarning(string message)
    {
        if (warnings.Add(message))
        {
            Line($"warning: {message}");
        }
    }

    public void OnSample(TrainingSample sample)
    {
        Line(sample.Step == 0 ? "--- sample before the first step ---" : $"--- sample after step {sample.Step:N0} ---");
        Line(Printable(sample.Text));
        Line("---");
    }

    public void End(TrainingResult result)
    {
        Draw();
        string report = TryWrite(RunReport.Write) ?? run.FolderPath;
        string how = result.Interrupted ? "stopped" : "done";
        string validation = result.BestValidationLossNats is { } loss
            ? $"; best validation loss {loss:F4} nats, {loss / Likelihood.NatsPerBit:F4} bits/char"
            : "";
        string test = result.TestLossNats is { } testLoss ? $"; test loss {testLoss:F4} nats, {testLoss / Likelihood.NatsPerBit:F4} bits/char" : "";
        Line($"{how} after {result.Steps:N0} steps and {Time(result.Elapsed)}{validation}{test}; see {report}");
        Console.Out.WriteLine(run.FolderPath);
    }

    private void Line(string text)
    {
        if (isLive)
        {
            console.WriteLine(text); // above the bar
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";

    // An untrained byte model may say anything, escape sequences included.
    private static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) && character != '\n' ? '·' : character));
}
