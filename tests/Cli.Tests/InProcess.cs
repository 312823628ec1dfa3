using System.CommandLine;

namespace CharRnn.Cli.Tests;

/// <summary>Runs a command in this process, which is quick. Tests that do run alone: the console belongs to the process.</summary>
internal static class InProcess
{
    /// <summary>Runs it as the program does, without its signals.</summary>
    public static CommandResult Run(params string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter newOutput = new();
        using StringWriter newError = new();
        Console.SetOut(newOutput);
        Console.SetError(newError);
        try
        {
            return new CommandResult(Invoke(arguments, newError), newOutput.ToString(), newError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static int Invoke(string[] arguments, StringWriter error)
    {
        try
        {
            return CharRnnCommand.Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CharRnnException exception)
        {
            error.WriteLine($"charrnn: {exception.Message}");
            return exception is InvalidOptionsException ? ExitCode.BadUsage : ExitCode.Failed;
        }
    }
}
