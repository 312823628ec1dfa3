using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CharRnn.Benchmarks;

/// <summary>
/// The newest figure of every benchmark: as JSON lines in results.jsonl, and from these as a page (RESULTS.md) beside it. What people
/// wrote below the page's marker stays as it is.
/// </summary>
internal sealed class ResultsFile
{
    /// <summary>Stands in a line of the page, after which nothing is touched.</summary>
    public const string Marker = "<!-- Below this line the page is written by hand; above it, by ./build.sh --target=Benchmark. -->";

    private readonly string page;
    private readonly string lines;
    private readonly IReadOnlyList<Benchmark> benchmarks;
    private readonly Lazy<string> machine;
    private readonly TimeProvider clock;
    private readonly string byHand;
    private readonly List<Result> results;

    /// <summary>Opens it, or begins a new one.</summary>
    /// <param name="page">The page; results.jsonl is in its folder.</param>
    /// <param name="benchmarks">In the order in which the page shows them.</param>
    /// <param name="describeMachine">Says what machine measures now.</param>
    /// <param name="clock">Says when.</param>
    /// <exception cref="CharRnnException">A file that is there is none of ours.</exception>
    public ResultsFile(string page, IReadOnlyList<Benchmark> benchmarks, Func<string> describeMachine, TimeProvider clock)
    {
        this.page = page;
        this.benchmarks = benchmarks;
        this.clock = clock;
        machine = new Lazy<string>(describeMachine);
        lines = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, "results.jsonl");
        byHand = ReadByHand(page);
        results = ReadResults(lines);
    }

    /// <summary>Keeps a figure in place of the one of that name, in both files.</summary>
    public void Keep(Figure figure)
    {
        results.RemoveAll(result => result.Figure.Name == figure.Name);
        results.Add(new Result(clock.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), machine.Value, figure));
        results.Sort((left, right) => Place(left).CompareTo(Place(right)));
        Write(lines, string.Concat(results.Select(result => result.ToJson() + "\n")));
        Write(page, Page());
    }

    private (int, string) Place(Result result) =>
        (benchmarks.TakeWhile(benchmark => benchmark.Name != result.Figure.Name).Count(), result.Figure.Name);

    private string Page()
    {
        StringBuilder text = new("""
            # Benchmark results

            Each figure is the newest one, measured by `./build.sh --target=Benchmark` (`--filter=NAME` for some) and kept in `results.jsonl`. A ratio is how many
            times better than the peer, the median of pairs that were run in turn; where there is no peer, the value is this machine's alone. The share is that of
            the machine's matrix product speed: libtorch's for 2048 x 2048 floats, on the same threads, measured after each run.

            """);
        foreach (IGrouping<string, Result> group in results.GroupBy(result => result.Machine))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n| figure | value | peer | ratio | target | share | settings | date |\n|---|---|---|---|---|---|---|---|\n");
            foreach (Result result in group)
            {
                text.Append("| ").AppendJoin(" | ", Cells(result).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{Marker}{byHand}").ToString();
    }

    private string[] Cells(Result result)
    {
        Figure figure = result.Figure;
        Target? target = benchmarks.FirstOrDefault(benchmark => benchmark.Name == figure.Name)?.Target;
        string reached = target?.IsMet(figure) switch { true => ", met", false => ", **missed**", null => "" };
        return
        [
            figure.Name,
            $"{Number(figure.Value)} {figure.Unit}",
            figure.Peer is null ? "" : $"{figure.Peer}: {Number(figure.PeerValue)}",
            Number(figure.Ratio),
            target?.Text + reached,
            figure.Share?.ToString("P0", CultureInfo.InvariantCulture) ?? "",
            figure.Settings,
            result.Date,
        ];
    }

    private static string Number(double? value) => value?.ToString("#,0.####", CultureInfo.InvariantCulture) ?? "";

    private static string ReadByHand(string page)
    {
        if (!File.Exists(page))
        {
            return "\n";
        }

        string text = File.ReadAllText(page);
        int marker = text.IndexOf(Marker, StringComparison.Ordinal);
        return marker >= 0
            ? text[(marker + Marker.Length)..]
            : throw new CharRnnException($"{page} has no line {Marker} and would be lost. Put that line above what you wrote, or give another --output.");
    }

    private static List<Result> ReadResults(string path)
    {
        List<Result> results = [];
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            try
            {
                results.Add(JsonSerializer.Deserialize(line, BenchmarkJson.Readable.Result) ?? throw new JsonException("It is null."));
            }
            catch (JsonException exception)
            {
                throw new CharRnnException($"{path} is damaged: line {results.Count + 1} is no figure. Delete that line.", exception);
            }
        }

        return results;
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
