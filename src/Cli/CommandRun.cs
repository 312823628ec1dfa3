using System.CommandLine;
using System.CommandLine.Parsing;

namespace CharRnn.Cli;

/// <summary>A command line from its arguments to its exit code. It writes to the console's writers, and to nothing else of the process.</summary>
internal static class CommandRun
{
    /// <summary>Runs a command line.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> StartAsync(string[] arguments)
    {
        ParseResult parsed = CharRnnCommand.Parse(arguments);
        string[] errors = [.. UnknownOptions.Find(parsed), .. parsed.Errors.Select(error => error.Message)];
        if (errors.Length > 0)
        {
            Array.ForEach(errors, Complain);
            Complain($"see {string.Join(' ', ["charrnn", .. CommandPath(parsed.CommandResult), "--help"])}");
            return ExitCode.BadUsage;
        }

        try
        {
            return await InvokeAsync(parsed);
        }
        catch (CharRnnException) when (StandardOutput.ReaderHasLeft)
        {
            return ExitCode.Done;
        }
        catch (CharRnnException exception)
        {
            Complain(exception.Message);
            return exception is InvalidOptionsException ? ExitCode.BadUsage : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Complain(exception.Message); // a model that cannot be read
            return ExitCode.Failed;
        }
    }

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, Interruption.Token);
        }
        finally
        {
            Console.Out.Flush(); // results that came before an error are printed before it
        }
    }

    private static void Complain(string message) => Console.Error.WriteLine($"charrnn: {VisibleText.Line(message)}");

    private static IEnumerable<string> CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? [.. CommandPath(parent), command.Command.Name] : [];
}
