using System.Diagnostics;

namespace CharRnn.Packages.Tests;

/// <summary>A program in a process of its own, with its standard output and errors.</summary>
internal static class ProgramRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // a build server would keep the output open
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end. It said: {output.Result}{errors.Result}");
        }

        return (process.ExitCode, output.Result.ReplaceLineEndings("\n"), errors.Result.ReplaceLineEndings("\n"));
    }

    /// <summary>Runs it and fails the test where it fails.</summary>
    /// <returns>Its standard output.</returns>
    public static string Succeed(ProcessStartInfo start)
    {
        (int exitCode, string output, string errors) = Start(start);
        Assert.AreEqual(0, exitCode, $"{start.FileName} {string.Join(' ', start.ArgumentList)}: {output}{errors}");
        return output;
    }

    /// <summary>Waits until the log of a service says where it listens.</summary>
    public static async Task<Uri> ReadAddressAsync(StreamReader log)
    {
        const string Announcement = "Now listening on: ";
        List<string> lines = [];
        while (await log.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains(Announcement, StringComparison.Ordinal))
            {
                _ = log.ReadToEndAsync(); // so that it never waits for a reader
                return new Uri(line.Split(Announcement)[1].Trim());
            }
        }

        throw new InvalidOperationException($"The service did not start: {string.Join('\n', lines)}");
    }
}
