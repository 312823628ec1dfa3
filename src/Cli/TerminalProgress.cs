using System.Diagnostics;
using Spectre.Console;

namespace CharRnn.Cli;

/// <summary>Progress on standard error: a bar on a terminal, which appears with the first report, and a line every 10 seconds elsewhere.</summary>
/// <param name="console">The console that shows it.</param>
/// <param name="isLive">Whether the console is a terminal.</param>
internal sealed class TerminalProgress(IAnsiConsole console, bool isLive) : IDisposable
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch sinceShown = new();
    private readonly TaskCompletionSource ended = new();
    private ProgressTask? bar;
    private Task? drawing;

    public TerminalProgress()
        : this(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), !Console.IsErrorRedirected)
    {
    }

    /// <summary>Shows how far something is: the first time, at intervals and at the end.</summary>
    /// <param name="fraction">The completed fraction, 0 to 1.</param>
    /// <param name="text">What is being done, in one line.</param>
    public void Report(double fraction, string text)
    {
        if (sinceShown.IsRunning && fraction < 1 && sinceShown.Elapsed < (isLive ? BarInterval : LineInterval))
        {
            return;
        }

        sinceShown.Restart();
        if (isLive)
        {
            drawing ??= DrawAsync(text);
            if (bar is not null)
            {
                bar.Value = fraction;
                bar.Description = Markup.Escape(text);
            }
        }
        else
        {
            WriteLine($"{fraction,4:P0}  {text}");
        }
    }

    /// <summary>Writes a line, on a terminal above the bar. It may hold anything, as the name of a file or what an untrained byte model generates.</summary>
    public void WriteLine(string text)
    {
        text = VisibleText.Lines(text);
        if (isLive)
        {
            console.WriteLine(text);
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text); // not wrapped at a width
        }
    }

    /// <summary>Ends the bar. Lines can still be written.</summary>
    public void Dispose()
    {
        ended.TrySetResult();
        drawing?.GetAwaiter().GetResult();
    }

    private Task DrawAsync(string text) => console.Progress()
        .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(async context =>
        {
            bar = context.AddTask(Markup.Escape(text), maxValue: 1);
            await ended.Task;
        });
}
