using System.CommandLine;
using System.CommandLine.Parsing;
using CharRnn;
using CharRnn.Cli;

Console.SetOut(StandardOutput.Open());
Console.SetError(StandardError.Open());
IReadOnlyList<IDisposable> signals = Interruption.Listen();

RootCommand root = new("Character-level language models: train on your own text, export to ONNX, sample and score.")
{
    TrainCommand.Create(),
    PresetsCommand.Create(),
    EvaluateCommand.Create(),
    ExportCommand.Create(),
    SampleCommand.Create(),
    ScoreCommand.Create(),
    InspectCommand.Create(),
};
root.Options.OfType<VersionOption>().Single().Action = new VersionAction();

ParseResult parsed = root.Parse(args);
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

static void Complain(string message) => Console.Error.WriteLine($"charrnn: {message}");

static IEnumerable<string> CommandPath(CommandResult command) =>
    command.Parent is CommandResult parent ? [.. CommandPath(parent), command.Command.Name] : [];
