using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CharRnn.Cli;

/// <summary>
/// Lines on their way from the thread that reads to the one that scores. The reader waits while there is enough for two batches.
/// </summary>
internal sealed class LineQueue
{
    private const int BatchCharacters = 1 << 22; // so that long lines do not fill the memory

    private static readonly TimeSpan LiveWait = TimeSpan.FromSeconds(0.05);

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
    /// <param name="source">The lines, null where there is none yet, and whether the next may be long in coming (a pipe, a terminal) or is there (a file).</param>
    public static LineQueue Fill(IEnumerable<(TextLine? Line, bool IsLive)> source)
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
            while (!HasBatch && !isComplete && Patience() is var left && !(left <= TimeSpan.Zero))
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate, left ?? Timeout.InfiniteTimeSpan);
            }

            cancellation.ThrowIfCancellationRequested();
            TextLine[] batch = [.. Dequeue()];
            if (batch.Length == 0)
            {
                failure?.Throw(); // after all that came before it
            }

            Monitor.PulseAll(gate);
            return batch;
        }
    }

    /// <returns>How long the lines still wait for others, or null if that does not end by itself.</returns>
    private TimeSpan? Patience() => lines.Count == 0 || !isLive ? null : LiveWait - Stopwatch.GetElapsedTime(firstAt);

    private IEnumerable<TextLine> Dequeue()
    {
        int length = 0;
        for (int count = 0; count < BatchLines && length < BatchCharacters && lines.TryDequeue(out TextLine line); count++)
        {
            length += line.Text.Length;
            characters -= line.Text.Length;
            yield return line;
        }
    }

    private void AddAll(IEnumerable<(TextLine? Line, bool IsLive)> source)
    {
        try
        {
            foreach ((TextLine? line, bool live) in source)
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

    private void Add(TextLine? next, bool live)
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
            if (next is { } line)
            {
                lines.Enqueue(line);
                characters += line.Text.Length;
            }

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
