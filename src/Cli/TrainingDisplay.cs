using System.Diagnostics;
using System.Globalization;
using CharRnn.Reports;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>
/// Shows a training: progress, losses and samples on standard error, the curve and at the end the report in the run folder, and at the
/// end the path of the folder on standard output.
/// </summary>
internal sealed class TrainingDisplay(RunFolder run) : ITrainingObserver, IDisposable
{
    private readonly TerminalProgress progress = new();
    private LossText losses = new();
    private readonly Stopwatch sinceDrawn = Stopwatch.StartNew();
    private TimeSpan nextDrawing = TimeSpan.FromSeconds(5);
    private readonly HashSet<string> warnings = [];

    public void Begin(Corpus corpus, ModelDescription description, TrainingOptions options, int leftOver)
    {
        losses = new LossText(corpus);
        double covered = 100.0 * corpus.CoveredCharacters / corpus.Characters;
        progress.WriteLine($"corpus {corpus.Name}: {corpus.Characters:N0} characters, {covered:0.####} % of them covered by a vocabulary of {corpus.Vocabulary.Size} tokens; {corpus.Training.Length:N0} tokens to train on ({leftOver:N0} of them in no batch), {corpus.Validation.Length:N0} to validate on{(corpus.Test.Length > 0 ? $", {corpus.Test.Length:N0} to test on" : "")}");
        if (corpus.Labels.Count > 0)
        {
            progress.WriteLine($"labels: {corpus.Labels.Count:N0}, {string.Join(' ', corpus.Labels.Take(20).Select(label => VisibleText.Line(label)))}{(corpus.Labels.Count > 20 ? " ..." : "")}");
        }

        foreach (string hint in CorpusHints.Of(corpus))
        {
            OnWarning(hint);
        }

        if (corpus.Files is { } files)
        {
            progress.WriteLine($"files: {files.Read:N0} read, {files.Skipped:N0} skipped (other names, empty or linked again){(files.SkippedRuns > 0 ? $", run folders left out: {files.SkippedRuns:N0}" : "")}");
        }

        if (options.Threads > options.ThreadCount)
        {
            progress.WriteLine($"threads: {options.ThreadCount} instead of {options.Threads}; this machine has {Environment.ProcessorCount} cores");
        }

        progress.WriteLine($"network: {NetworkText.Of(description)}, {Weights.CountParameters(description):N0} parameters");
    }

    /// <summary>Says that a resumed run was finished before.</summary>
    public void NothingLeft() => progress.WriteLine("nothing is left to train; a larger --epochs, --max-steps, --max-minutes or --patience extends the run");

    public void OnStep(TrainingStep step) => progress.Report(
        step.Fraction,
        $"step {step.Step:N0}  loss {losses.OfTraining(step.TrainLossNats)}  {losses.Speed(step.CharactersPerSecond)}  {Time(step.Remaining)} left");

    public void OnReport(TrainingReport report)
    {
        if (report.ValidationLossNats is { } loss)
        {
            progress.WriteLine($"step {report.Step:N0}: validation loss {losses.OfValidation(loss)}{RightLabels(report.ValidationAccuracy)}");
        }

        if (sinceDrawn.Elapsed >= nextDrawing)
        {
            Draw();
        }
    }

    public void OnSample(TrainingSample sample)
    {
        progress.WriteLine(sample.Step == 0 ? "--- sample before the first step ---" : $"--- sample after step {sample.Step:N0} ---");
        progress.WriteLine(sample.Text);
        progress.WriteLine("---");
    }

    /// <summary>Shows how the training ended.</summary>
    /// <exception cref="CharRnnException">It ended with no weights of use.</exception>
    public void End(TrainingResult result)
    {
        progress.Dispose();
        Draw();
        string report = TryWrite(RunReport.Write) ?? run.FolderPath;
        string how = result.Interrupted ? "stopped" : "done";
        string validation = result.BestValidationLossNats is { } loss
            ? $"; best validation loss {losses.OfValidation(loss)}"
            : "";
        string test = result.TestLossNats is { } testLoss ? $"; test loss {losses.OfTest(testLoss)}{RightLabels(result.TestAccuracy)}" : "";
        progress.WriteLine($"{how} after {result.Steps:N0} steps and {Time(result.Elapsed)}{validation}{test}; see {report}");
        if (FindFailure(result) is { } failure)
        {
            throw new CharRnnException(failure);
        }

        if (result.HasExploded)
        {
            OnWarning($"the loss exploded, from {result.FirstLossNats:F4} nats to {result.TrainLossNats:F4}; the best weights are those of step {result.BestStep:N0}. Resume with a lower learning rate");
        }

        Console.Out.WriteLine(run.FolderPath);
    }

    private string? FindFailure(TrainingResult result) =>
        result.Interrupted ? null
        : result.TestLossNats is { } test && !double.IsFinite(test) ? $"The test loss is {test}: the best weights of {run.FolderPath} fail on the test text."
        : result.HasExploded && !result.HasBetterWeights ? $"The loss exploded, from {result.FirstLossNats:F4} nats to {result.TrainLossNats:F4}, and no weights of {run.FolderPath} are better than the first. Lower the learning rate."
        : null;

    public void Dispose() => progress.Dispose();

    // Drawing takes longer as the run grows, so the pause grows too: drawing takes at most 2 % of the time.
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
            progress.WriteLine($"warning: {message}");
        }
    }

    private static string RightLabels(double? accuracy) => accuracy is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {100 * accuracy:F1} % of the labels right");

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";
}
