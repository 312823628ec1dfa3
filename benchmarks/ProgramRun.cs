using System.Diagnostics;
using System.Text;

namespace CharRnn.Benchmarks;

/// <summary>Runs another program to its end, watched on its way.</summary>
internal sealed record ProgramRun(string Program, params IReadOnlyList<string> Arguments)
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Told every line of standard error as it comes.</summary>
    public Action<string> OnErrorLine { get; init; } = _ => { };

    /// <summary>Called every few milliseconds while the program runs.</summary>
    public Action<Process> OnWatch { get; init; } = _ => { };

    /// <summary>Where it keeps temporary files; null is where this program does.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>The command line, built beside this program.</summary>
    public static ProgramRun OfCharRnn(params IReadOnlyList<string> arguments) => OfAssembly("charrnn.dll", arguments);

    /// <summary>A .NET program beside this one.</summary>
    public static ProgramRun OfAssembly(string assembly, params IReadOnlyList<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    /// <summary>Runs it.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="CharRnnException">It could not be started, or failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public string Run(CancellationToken cancellation)
    {
        using Process process = Start();
        StringBuilder output = new();
        string lastError = "";
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrWhiteSpace(line.Data))
            {
                lastError = line.Data;
                OnErrorLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.WaitForExit(WatchInterval))
        {
            if (cancellation.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
                cancellation.ThrowIfCancellationRequested();
            }

            OnWatch(process);
        }

        process.WaitForExit(); // until its last line has been read, too
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? output.ToString().Trim()
            : throw new CharRnnException($"{Program} {string.Join(' ', Arguments)} ended with exit code {process.ExitCode}: {lastError}");
    }

    private Process Start()
    {
        ProcessStartInfo start = new(Program, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (TemporaryFolder is not null)
        {
            start.Environment["TMPDIR"] = start.Environment["TMP"] = TemporaryFolder; // Unix, Windows
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new CharRnnException($"{Program} cannot be started: {exception.Message}", exception);
        }
    }
}
