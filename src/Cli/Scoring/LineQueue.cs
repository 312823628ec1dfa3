using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CharRnn.Cli;

/// <summary>
/// Lines on their way from the thread that reads to the one that scores. The reader waits while there is enough for two batches.
/// </summary>
internal sealed class LineQueue
{
    private const int BatchCharacters = 1 << 22; // so that long lines do not fill the memory

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.05);

    private readonly object gate = new();
    private readonly Queue<TextLine> lines = [];
    private long characters;
    private long firstAt; // when the first of them came
    private bool isLive;
    private bool isComplete;
    private ExceptionDispatchInfo? failure;

    /// <summary>The most lines of a batch.</summary>
    public const int BatchLines = 256;

    private bool HasBatch => lines.Count >= BatchLines || characters >= BatchCharacters;

    /// <summary>Reads lines on another thread, which ends with the process.</summary>
    /// <param name="source">The lines, and whether they may be long in coming (a pipe, a terminal) or are there (a file).</param>
    public static LineQueue Fill(IEnumerable<(TextLine Line, bool IsLive)> source)
    {
        LineQueue queue = new();
        new Thread(() => queue.AddAll(source)) { IsBackground = true, Name = "reader" }.Start();
        return queue;
    }

    /// <summary>
    /// Returns batches of what has come, never empty. A live source's first line waits a moment for others, and longer only while the
    /// batch before it is scored.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled while waiting.</exception>
    public IEnumerable<TextLine[]> Batches(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Wake);
        while (Take(cancellation) is { Length: > 0 } batch)
        {
            yield return batch;
        }
    }

    private TextLine[] Take(CancellationToken cancellation)
    {
        lock (gate)
        {
            while (!IsDue(out TimeSpan left))
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate, left);
            }

            cancellation.ThrowIfCancellationRequested();
            List<TextLine> batch = [];
            for (int length = 0; batch.Count < BatchLines && length < BatchCharacters && lines.TryDequeue(out TextLine line); length += line.Text.Length)
            {
                batch.Add(line);
                characters -= line.Text.Length;
            }

            if (batch.Count == 0)
            {
                failure?.Throw(); // after all that came before it
            }

            Monitor.PulseAll(gate);
            return [.. batch];
        }
    }

    private bool IsDue(out TimeSpan left)
    {
        left = lines.Count == 0 || !isLive ? Timeout.InfiniteTimeSpan : Patience - Stopwatch.GetElapsedTime(firstAt);
        return HasBatch || isComplete || (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan);
    }

    private void AddAll(IEnumerable<(TextLine Line, bool IsLive)> source)
    {
        try
        {
            foreach ((TextLine line, bool live) in source)
            {
                Add(line, live);
            }
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            lock (gate)
            {
                isComplete = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Add(TextLine line, bool live)
    {
        lock (gate)
        {
            while (lines.Count >= 2 * BatchLines || characters >= 2 * BatchCharacters)
            {
                Monitor.Wait(gate);
            }

            if (lines.Count == 0)
            {
                firstAt = Stopwatch.GetTimestamp();
            }

            isLive = live;
            lines.Enqueue(line);
            characters += line.Text.Length;
            Monitor.PulseAll(gate);
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }
}
