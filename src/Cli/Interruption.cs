using System.Runtime.InteropServices;

namespace CharRnn.Cli;

/// <summary>
/// Ends the command on Ctrl-C, SIGTERM and SIGHUP. It is asked to end by <see cref="Token"/>. If it does not end within
/// <see cref="Patience"/>, because it waits for input or computes, the process ends without it.
/// </summary>
internal static class Interruption
{
    // `timeout` and some terminals send a signal twice in a row; a person takes longer to ask again.
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(1);

    private static readonly CancellationTokenSource Source = new();
    private static readonly Timer Deadline = new(_ => ProcessExit.Now(ExitCode.Interrupted));
    private static long firstAt; // a timestamp, 0 before the first signal

    /// <summary>Gets the token that the first signal cancels.</summary>
    public static CancellationToken Token => Source.Token;

    /// <summary>Gets or sets how long a command may take to end. A training needs time to end its step and to write its last checkpoint.</summary>
    public static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Begins to listen. A signal that the caller has the process ignore, as <c>nohup</c> does, stays ignored.</summary>
    /// <returns>The registrations, to be kept alive.</returns>
    public static IReadOnlyList<IDisposable> Listen() =>
        [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    private static void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        long now = TimeProvider.System.GetTimestamp();
        long first = Interlocked.CompareExchange(ref firstAt, now, 0);
        if (first == 0)
        {
            Deadline.Change(Patience, Timeout.InfiniteTimeSpan);
            Source.Cancel();
        }
        else if (TimeProvider.System.GetElapsedTime(first, now) > SameRequest)
        {
            ProcessExit.Now(ExitCode.Interrupted);
        }
    }
}
