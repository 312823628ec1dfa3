using System.Diagnostics;

namespace CharRnn.Tests;

/// <summary>A program that lies beside the tests, in a process of its own, as a user would run it in the repository.</summary>
internal static class SampleRun
{
    /// <summary>Runs it to its end, or fails the test.</summary>
    public static (int ExitCode, string Output, string Errors) Start(string sample, string input, params string[] arguments) =>
        Start(null, [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments], input);

    /// <summary>The same in a home folder of its own.</summary>
    public static (int ExitCode, string Output, string Errors) StartIn(EmptyHome home, string sample, string input, params string[] arguments) =>
        Start(home, [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments], input);

    /// <summary>Builds and runs a program of one C# file, with the libraries as they are built already.</summary>
    public static (int ExitCode, string Output, string Errors) StartFile(string program, params string[] arguments) =>
        Start(null, ["run", "-c", "Release", program, "--", .. arguments], "");

    private static (int ExitCode, string Output, string Errors) Start(EmptyHome? home, string[] arguments, string input)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory, // models/ is there, as in the repository
        };
        home?.Give(start);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end. It said: {errors.Result}");
        }

        return (process.ExitCode, output.Result.ReplaceLineEndings("\n"), errors.Result);
    }
}
