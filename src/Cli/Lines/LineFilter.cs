using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>What the commands have in common that read lines of files and write a line for each, in order, as they come.</summary>
/// <param name="lines">What the files have, for the help.</param>
/// <param name="done">What becomes of a line, as "scored".</param>
internal sealed class LineFilter(string lines, string done)
{
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = $"{lines}; - is standard input. What comes from a pipe is {done} as it comes",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["-"],
        Validators = { NameValue.Check },
    };

    private readonly Option<bool> replaceInvalid = new("--replace-invalid") { Description = "Replace bytes that are not UTF-8 by U+FFFD; without it, their line has an error in its place" };
    private readonly Option<bool> strict = new("--strict") { Description = "Stop at the first line that has an error" };

    /// <summary>Adds the argument, which comes last, and the options.</summary>
    public void AddTo(Command target)
    {
        target.Arguments.Add(files);
        target.Options.Add(replaceInvalid);
        target.Options.Add(strict);
    }

    /// <summary>Returns the lines, after checking that the files exist.</summary>
    public LineSource Open(ParseResult parsed)
    {
        LineSource source = new(parsed.GetValue(files)!, parsed.GetValue(replaceInvalid));
        source.Check();
        return source;
    }

    /// <summary>Writes a line for each line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="source">The lines.</param>
    /// <param name="compute">Returns what is written for each of some lines, in their order.</param>
    /// <param name="cancellation">Ends the wait for lines.</param>
    /// <param name="atEnd">Called after the last line.</param>
    /// <exception cref="InvalidTextException">A line has an error.</exception>
    public int Run(ParseResult parsed, LineSource source, Func<TextLine[], IEnumerable<FilteredLine>> compute, CancellationToken cancellation, Action? atEnd = null)
    {
        long errors = 0;
        foreach (TextLine[] batch in LineQueue.Fill(source.Read()).Batches(cancellation))
        {
            foreach (FilteredLine line in compute(batch))
            {
                if (line.Problem is not null && parsed.GetValue(strict))
                {
                    throw new InvalidTextException(line.Problem);
                }

                errors += line.Problem is null ? 0 : 1;
                Console.Out.WriteLine(line.Output);
            }

            Console.Out.Flush();
        }

        atEnd?.Invoke();
        return errors == 0 ? ExitCode.Done : throw new InvalidTextException($"{errors:N0} of the lines could not be {done}; each has its error in its place.");
    }
}

/// <summary>What is written for a line.</summary>
/// <param name="Output">The line to write.</param>
/// <param name="Problem">The error that stands in its place; null if there is none.</param>
internal readonly record struct FilteredLine(string Output, string? Problem);
