using System.Diagnostics;
using System.Text;

namespace CharRnn.Cli.Tests;

/// <summary>Runs commands: in this process, or as the real program where they need standard streams, signals or a life of their own.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command that reads no standard input, in this process.</summary>
    public static CommandResult Run(params string[] arguments) => InProcess.Run(arguments);

    /// <summary>Runs the program.</summary>
    public static CommandResult RunProgram(params string[] arguments) => RunWithInput([], arguments);

    /// <summary>Runs the program with a text as its standard input.</summary>
    public static CommandResult RunWithInput(byte[] input, params string[] arguments) => Finish(Start(arguments), input, arguments);

    /// <summary>Runs it where no file may become larger: a disk that is full, without one.</summary>
    public static CommandResult RunWithFilesUpTo(int kibibytes, params string[] arguments)
    {
        // The runtime's own mapping of code would be too large a file, too.
        Process process = Start("bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; export DOTNET_EnableWriteXorExecute=0; exec dotnet \"$@\"", "bash", Program, .. arguments]);
        return Finish(process, [], arguments);
    }

    /// <summary>Runs a line of bash in which charrnn is the program.</summary>
    public static CommandResult RunInBash(string line) =>
        Finish(Start("bash", ["-c", $"charrnn() {{ dotnet '{Program}' \"$@\"; }}; {line}"]), [], [line]);

    /// <summary>Runs it with a shell's redirections, as in <c>charrnn ... > /dev/full</c>.</summary>
    public static CommandResult RunRedirected(string redirections, params string[] arguments) =>
        Finish(StartRedirected(redirections, arguments), [], arguments);

    /// <summary>Starts it with a shell's redirections, and with a command of the shell before it.</summary>
    public static Process StartRedirected(string redirections, string[] arguments, string before = ":") =>
        Start("bash", ["-c", $"{before}; exec dotnet \"$@\" {redirections}", "bash", Program, .. arguments]);

    /// <summary>Runs it in a home folder of its own.</summary>
    public static CommandResult RunIn(EmptyHome home, params string[] arguments) =>
        Finish(Start("dotnet", [Program, .. arguments], home), [], arguments);

    private static CommandResult Finish(Process started, byte[] input, string[] arguments)
    {
        using Process process = started;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill();
            Assert.Fail($"charrnn {string.Join(' ', arguments)} did not end. It said: {error.Result}");
        }

        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts the program.</summary>
    public static Process Start(params string[] arguments) => Start("dotnet", [Program, .. arguments]);

    /// <summary>Starts it so that SIGINT and SIGHUP reach it, even where the tests themselves run with them ignored (in the background).</summary>
    public static Process StartInterruptible(params string[] arguments) =>
        Start("env", ["--default-signal=INT,HUP", "dotnet", Program, .. arguments]);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "charrnn.dll");

    private static Process Start(string program, string[] arguments, EmptyHome? home = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        home?.Give(start);
        return Process.Start(start)!;
    }
}

/// <summary>What a command did.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>That it ended well, and what it printed.</summary>
    public string Succeeded()
    {
        Assert.AreEqual(0, ExitCode, Error);
        return Output;
    }

    /// <summary>That it complained in one line, without a stack trace, and printed no result.</summary>
    public void AssertComplains(int exitCode, string expected)
    {
        AssertComplainsOnce(exitCode, expected);
        Assert.AreEqual("", Output);
    }

    /// <summary>That it ended with 1 and one line that says why, whatever it printed before.</summary>
    public void AssertFails(string expected) => AssertComplainsOnce(1, expected);

    private void AssertComplainsOnce(int exitCode, string expected)
    {
        Assert.AreEqual(exitCode, ExitCode, Error);
        StringAssert.Contains(Error, expected);
        string[] complaints = [.. Error.Split('\n').Where(line => line.StartsWith("charrnn: ", StringComparison.Ordinal) && !line.Contains("--help", StringComparison.Ordinal))];
        Assert.HasCount(1, complaints, Error);
        Assert.DoesNotContain("   at ", Error);
    }
}
