using System.Globalization;
using System.Text;
using CharRnn.Reports;

namespace CharRnn.Benchmarks;

/// <summary>
/// All ways to learn on one task, for the same processor time. It writes the table of docs/guides/ways-to-learn.md, between the comments with
/// the task's name, and the picture beside it.
/// </summary>
internal static class WaysToLearn
{
    private const string Page = "docs/guides/ways-to-learn.md";

    public static Benchmark Copy => Of("copy", _ => AnswerTask.Copy);

    public static Benchmark Adding => Of("adding", _ => AnswerTask.Adding);

    public static Benchmark Text => Of("tinyshakespeare", cancellation => new TextTask(cancellation));

    /// <summary>Replaces the lines between the comments of a task.</summary>
    /// <exception cref="CharRnnException">The page does not have them.</exception>
    public static string Replace(string page, string task, string table)
    {
        (string begin, string end) = ($"<!-- {task} -->\n", $"<!-- end of {task} -->");
        (int from, int to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        return from >= 0 && to > from
            ? page[..(from + begin.Length)] + "\n" + table + "\n" + page[to..]
            : throw new CharRnnException($"{Page} lacks the comments {begin.Trim()} and {end}, between which the table of the task stands.");
    }

    private static Benchmark Of(string name, Func<CancellationToken, LearningTask> make) => new($"ways-to-learn/{name}", null, measuring =>
    {
        LearningTask task = make(measuring.Cancellation);
        double seconds = measuring.Pick(task.Seconds, 0.05);
        WayRun.Train(task, Way.All[0], seconds / 20, measuring.Cancellation); // the first calls of libtorch and of the compiler are nobody's time
        List<WayRun> runs = [];
        foreach (Way way in Way.All)
        {
            runs.Add(WayRun.Train(task, way, seconds, measuring.Cancellation));
            Measuring.Note(Row(runs[^1]));
        }

        if (!measuring.IsQuick)
        {
            File.WriteAllText(Page, Replace(File.ReadAllText(Page), task.Name, Table(runs)));
            CurveComparison.Write(
                Path.Combine(Path.GetDirectoryName(Page)!, $"ways-to-learn-{task.Name}.svg"),
                $"Ways to learn: {task.Name}",
                task.Loss,
                [.. runs.Select(run => new ComparedCurve(run.Way.Name, run.Curve))]);
        }

        WayRun best = runs.Where(run => double.IsFinite(run.Loss)).MinBy(run => run.Loss) ?? throw new CharRnnException("Every way diverged.");
        return new Figure
        {
            Name = $"ways-to-learn/{name}",
            Value = best.Loss,
            Unit = task.Loss,
            Settings = string.Create(CultureInfo.InvariantCulture, $"{best.Way.Name}, the lowest of {runs.Count} ways, hidden {task.HiddenSize}, one-hot input, {seconds} s of processor time each on one thread"),
        };
    });

    private static string Table(IEnumerable<WayRun> runs)
    {
        StringBuilder table = new("| way | steps | seconds | nats | exact answers |\n|---|---:|---:|---:|---:|\n");
        foreach (WayRun run in runs)
        {
            table.Append(Row(run)).Append('\n');
        }

        return table.ToString();
    }

    private static string Row(WayRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {run.Way.Name} | {run.Steps:#,0} | {run.Curve[^1].Seconds:0.0} | {(double.IsFinite(run.Loss) ? $"{run.Loss:0.000}" : "diverged")} | {(run.Exact is { } exact ? $"{exact * 100:0.0} %" : "")} |");
}
