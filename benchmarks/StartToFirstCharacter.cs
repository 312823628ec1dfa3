using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CharRnn.Benchmarks;

/// <summary>
/// How long a process takes to its first character, loading and ending included; the peer only opens the same file with ONNX
/// Runtime and runs it once.
/// </summary>
internal static class StartToFirstCharacter
{
    private const string Ours = "FirstCharacter";
    private const string Peer = "BareOnnx";

    /// <summary>As <c>dotnet build</c> makes them.</summary>
    public static Benchmark Built { get; } = new("start-to-first-character/built", Target.RatioAtLeast(1 / 1.5), measuring =>
        Measure(Built!.Name, "dotnet FirstCharacter.dll", measuring, program => ProgramRun.OfAssembly(program + ".dll", Model)));

    /// <summary>Published trimmed, as a single file, compiled ahead of time for this machine.</summary>
    public static Benchmark Published { get; } = new("start-to-first-character/published", Target.RatioAtLeast(1 / 1.25), MeasurePublished);

    private static string Model => Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx");

    private static Figure? MeasurePublished(Measuring measuring)
    {
        if (FindRepository() is not { } repository)
        {
            Measuring.Note($"  {Published.Name} is left out: it publishes programs of the repository, and {AppContext.BaseDirectory} is in none.");
            return null;
        }

        using TemporaryFolder folder = new();
        foreach (string project in (string[])[Path.Combine("programs", Ours), Path.Combine("peers", Peer)])
        {
            new ProgramRun(
                "dotnet", "publish", Path.Combine(repository, "benchmarks", project), "--output", folder[Path.GetFileName(project)], "--runtime", RuntimeInformation.RuntimeIdentifier,
                "--self-contained", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true", "-p:PublishReadyToRun=true", "-nologo", "-v", "quiet").Run(measuring.Cancellation);
        }

        return Measure(Published.Name, "published trimmed, as a single file, ReadyToRun", measuring, program => new ProgramRun(Path.Combine(folder[program], program), Model));
    }

    private static Figure Measure(string name, string how, Measuring measuring, Func<string, ProgramRun> runOf)
    {
        int runs = measuring.Pick(9, 1);

        // Rates, for more is better: starts a second.
        AlternatingRuns pairs = AlternatingRuns.Measure(runs, () => 1 / Time(Ours), () => 1 / Time(Peer));
        return new Figure
        {
            Name = name,
            Value = 1 / pairs.Value,
            Unit = "s",
            Peer = "a bare InferenceSession, opened and run once",
            PeerValue = 1 / pairs.PeerValue,
            Ratio = pairs.Ratio,
            Settings = $"{how}, models/dotnet-docs.onnx, from the start of the process to its end, median of {runs} starts",
        };

        double Time(string program)
        {
            ProgramRun run = runOf(program);
            long start = Stopwatch.GetTimestamp();
            run.Run(measuring.Cancellation);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static string? FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CharRnn.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
