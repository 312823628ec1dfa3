namespace CharRnn.Benchmarks.Tests;

[TestClass]
public sealed class ResultsFileTests
{
    private static readonly Benchmark[] Benchmarks =
    [
        new("speed", Target.RatioAtLeast(0.97), _ => null),
        new("memory", Target.Below(8), _ => null),
        new("size", null, _ => null),
    ];

    private static readonly Figure Speed = new() { Name = "speed", Value = 12345.678, Unit = "characters/s", Peer = "other 1.0+cpu", PeerValue = 10000, Ratio = 1.2345678, Share = 0.45678, Settings = "a | b" };
    private static readonly Figure Memory = new() { Name = "memory", Value = 9.5, Unit = "MiB", Settings = "2000 steps" };

    [TestMethod]
    public void A_figure_is_one_JSON_line_with_nulls_where_there_is_no_peer()
    {
        Assert.AreEqual(
            """{"name":"speed","value":12350,"unit":"characters/s","peer":"other 1.0+cpu","peer_value":10000,"ratio":1.235,"share":0.4568,"settings":"a | b"}""",
            Speed.ToJson());
        Assert.AreEqual(
            """{"name":"memory","value":9.5,"unit":"MiB","peer":null,"peer_value":null,"ratio":null,"share":null,"settings":"2000 steps"}""",
            Memory.ToJson());
        Assert.AreEqual(Speed, Figure.FromJson(Speed.ToJson()));
    }

    [TestMethod]
    public void The_page_shows_the_figures_with_their_targets_in_the_order_of_the_benchmarks()
    {
        using TemporaryFolder folder = new();
        ResultsFile results = Open(folder);
        results.Keep(Memory);
        results.Keep(Speed);
        string[] page = File.ReadAllLines(folder["RESULTS.md"]);
        int machine = Array.IndexOf(page, "## 2 cores");
        CollectionAssert.AreEqual(
            (string[])
            [
                "| speed | 12,350 characters/s | other 1.0+cpu: 10,000 | 1.235 | ratio at least 0.97, met | 46 % | a \\| b | 2026-01-31 |",
                "| memory | 9.5 MiB |  |  | below 8, **missed** |  | 2000 steps | 2026-01-31 |",
                "",
                ResultsFile.Marker,
            ],
            page[(machine + 4)..]);
    }

    [TestMethod]
    public void A_target_that_needs_a_peer_is_neither_met_nor_missed_without_one()
    {
        using TemporaryFolder folder = new();
        Open(folder).Keep(Speed with { Peer = null, PeerValue = null, Ratio = null, Share = null });
        StringAssert.Contains(File.ReadAllText(folder["RESULTS.md"]), "|  |  | ratio at least 0.97 |  | a");
    }

    [TestMethod]
    public void Figures_that_are_not_measured_again_and_what_is_written_by_hand_stay()
    {
        using TemporaryFolder folder = new();
        Open(folder).Keep(Speed);
        Open(folder).Keep(Memory);
        const string byHand = "\n## Trained by hand\n\nloss 1.5\n";
        File.AppendAllText(folder["RESULTS.md"], byHand);

        Open(folder, "4 cores").Keep(Memory with { Value = 7 });

        string page = File.ReadAllText(folder["RESULTS.md"]);
        StringAssert.EndsWith(page, ResultsFile.Marker + "\n" + byHand);
        Assert.IsLessThan(page.IndexOf("## 4 cores", StringComparison.Ordinal), page.IndexOf("| speed | 12,350", StringComparison.Ordinal));
        Assert.IsGreaterThan(page.IndexOf("## 4 cores", StringComparison.Ordinal), page.IndexOf("| memory | 7 MiB", StringComparison.Ordinal));
        Assert.DoesNotContain("9.5 MiB", page);
        Assert.HasCount(2, File.ReadAllLines(folder["results.jsonl"]));
    }

    [TestMethod]
    public void A_page_without_the_marker_is_not_overwritten()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["RESULTS.md"], "my notes\n");
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => Open(folder));
        Assert.AreEqual(
            $"{folder["RESULTS.md"]} has no line {ResultsFile.Marker} and would be lost. Put that line above what you wrote, or give another --output.",
            exception.Message);
    }

    [TestMethod]
    [DataRow("{\"date\":\"2026-01-31\"")]
    [DataRow("{\"date\":\"2026-01-31\",\"machine\":\"2 cores\",\"figure\":null}")]
    [DataRow("null")]
    [DataRow("")]
    public void A_damaged_line_is_named(string line)
    {
        using TemporaryFolder folder = new();
        Open(folder).Keep(Speed);
        File.AppendAllText(folder["results.jsonl"], line + "\n");
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => Open(folder));
        Assert.AreEqual($"{folder["results.jsonl"]} is damaged: line 2 is no figure. Delete that line.", exception.Message);
    }

    private static ResultsFile Open(TemporaryFolder folder, string machine = "2 cores") =>
        new(folder["RESULTS.md"], Benchmarks, () => machine, new Clock());

    private sealed class Clock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    }
}
