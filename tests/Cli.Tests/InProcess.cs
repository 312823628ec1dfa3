using System.Text;

namespace CharRnn.Cli.Tests;

/// <summary>
/// Runs commands in the tests' own process, which has loaded every library already. What they write to the console is theirs alone, though
/// they run side by side.
/// </summary>
internal static class InProcess
{
    private static readonly SemaphoreSlim Training = new(1); // libtorch's threads and random numbers belong to the process
    private static readonly AsyncLocal<StringWriter?> Output = new();
    private static readonly AsyncLocal<StringWriter?> Error = new();

    static InProcess()
    {
        Console.SetOut(new Switch(Output, Console.Out));
        Console.SetError(new Switch(Error, Console.Error));
    }

    public static CommandResult Run(string[] arguments)
    {
        if (arguments is not ["train", ..])
        {
            return RunAsync(arguments).GetAwaiter().GetResult();
        }

        Training.Wait();
        try
        {
            return RunAsync(arguments).GetAwaiter().GetResult();
        }
        finally
        {
            Training.Release();
        }
    }

    private static async Task<CommandResult> RunAsync(string[] arguments)
    {
        (Output.Value, Error.Value) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" }); // of this method and what it calls
        int exitCode = await CommandRun.StartAsync(arguments);
        return new CommandResult(exitCode, Output.Value.ToString(), Error.Value.ToString());
    }

    /// <summary>Writes to the writer of the command that is running, and elsewhere outside one.</summary>
    private sealed class Switch(AsyncLocal<StringWriter?> writer, TextWriter elsewhere) : TextWriter
    {
        private TextWriter Current => writer.Value ?? elsewhere;

        public override Encoding Encoding => Current.Encoding;

        public override void Write(char value) => Current.Write(value);

        public override void Write(char[] buffer, int index, int count) => Current.Write(buffer, index, count);

        public override void Write(string? value) => Current.Write(value);

        public override void Flush() => Current.Flush();
    }
}
