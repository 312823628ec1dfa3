using System.CommandLine;
using System.CommandLine.Parsing;
using CharRnn;
using CharRnn.Cli;

ParseResult parsed = CharRnnCommand.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors)
    {
        Complain(error.Message);
    }

    Complain($"see {string.Join(' ', ["charrnn", .. CommandPath(parsed.CommandResult), "--help"])}");
    return ExitCode.BadUsage;
}

try
{
    // Finishing the current step and writing the last checkpoint can take a while, so the timeout is long.
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
    });
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
catch (IOException) when (StandardOutput.IsClosed)
{
    return ExitCode.Done; // the reader closed the pipe
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Complain(exception.Message); // a model that cannot be read
    return ExitCode.Failed;
}

static void Complain(string message) => Console.Error.WriteLine($"charrnn: {VisibleText.Line(message)}");

static IEnumerable<string> CommandPath(CommandResult command) =>
    command.Parent is CommandResult parent ? [.. CommandPath(parent), command.Command.Name] : [];
