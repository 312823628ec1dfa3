using System.CommandLine;
using System.CommandLine.Parsing;
using CharRnn;
using CharRnn.Cli;

Console.SetOut(StandardOutput.Open());
Console.SetError(StandardError.Open());
IReadOnlyList<IDisposable> signals = Interruption.Listen();

ParseResult parsed = CharRnnCommand.Parse(args);
string[] errors = [.. UnknownOptions.Find(parsed), .. parsed.Errors.Select(error => error.Message)];
if (errors.Length > 0)
{
    Array.ForEach(errors, Complain);
    Complain($"see {string.Join(' ', ["charrnn", .. CommandPath(parsed.CommandResult), "--help"])}");
    return ExitCode.BadUsage;
}

try
{
    return await InvokeAsync();
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

async Task<int> InvokeAsync()
{
    try
    {
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, Interruption.Token);
    }
    finally
    {
        Console.Out.Flush(); // results that came before an error are printed before it
        GC.KeepAlive(signals);
    }
}

static void Complain(string message) => Console.Error.WriteLine($"charrnn: {VisibleText.Line(message)}");

static IEnumerable<string> CommandPath(CommandResult command) =>
    command.Parent is CommandResult parent ? [.. CommandPath(parent), command.Command.Name] : [];
