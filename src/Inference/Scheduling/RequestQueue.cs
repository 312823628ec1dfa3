namespace CharRnn.Inference;

/// <summary>
/// The texts that wait for a scheduler's workers: new ones, first come, first served, and ahead of them those that paused for their
/// readers and can go on. Safe for concurrent use.
/// </summary>
/// <param name="capacity">How many new ones can wait.</param>
/// <param name="tag">The model's, for measurements.</param>
internal sealed class RequestQueue(int capacity, KeyValuePair<string, object?> tag)
{
    private readonly object gate = new();
    private readonly LinkedList<ScheduledText> fresh = [];
    private readonly LinkedList<ScheduledText> resumed = [];
    private bool hasRejected; // since it was empty
    private volatile Exception? end;

    /// <summary>Why nothing is served any more; null while it is.</summary>
    public Exception? End => end;

    /// <summary>How many new texts wait; can be asked from any thread.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return fresh.Count;
            }
        }
    }

    /// <summary>Whether a new text would be refused now.</summary>
    public bool IsFull => Count == capacity;

    /// <summary>How long the oldest of the new texts has waited.</summary>
    public TimeSpan LongestWait
    {
        get
        {
            lock (gate)
            {
                return fresh.First?.Value.Age ?? TimeSpan.Zero;
            }
        }
    }

    /// <summary>Notes that a text was rejected.</summary>
    /// <returns>Whether it is the first since the queue was empty.</returns>
    public bool NoteRejection()
    {
        lock (gate)
        {
            bool isFirst = !hasRejected;
            hasRejected = fresh.Count > 0;
            return isFirst;
        }
    }

    /// <summary>Adds a new text.</summary>
    /// <returns>False where the queue is full, or nothing is served any more.</returns>
    public bool TryAdd(ScheduledText text)
    {
        lock (gate)
        {
            if (end is not null || fresh.Count == capacity)
            {
                return false;
            }

            fresh.AddLast(text.Place);
            SchedulerTelemetry.QueueLength.Add(1, tag);
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Adds a text that paused. It fails where nothing is served any more.</summary>
    public void Resume(ScheduledText text)
    {
        lock (gate)
        {
            if (end is null)
            {
                resumed.AddLast(text.Place);
                Monitor.PulseAll(gate);
                return;
            }
        }

        text.Fail(end);
    }

    /// <summary>Takes the next text, if there is one.</summary>
    public ScheduledText? TryTake()
    {
        lock (gate)
        {
            LinkedListNode<ScheduledText>? next = resumed.First ?? fresh.First;
            return next is not null && TryRemove(next.Value) ? next.Value : null;
        }
    }

    /// <summary>Takes a text out of its place, because nobody waits for it any more.</summary>
    /// <returns>False where it has none: it was never added, or a worker has taken it.</returns>
    public bool TryRemove(ScheduledText text)
    {
        lock (gate)
        {
            LinkedList<ScheduledText>? list = text.Place.List;
            list?.Remove(text.Place);
            if (list == fresh)
            {
                SchedulerTelemetry.QueueLength.Add(-1, tag);
                hasRejected &= fresh.Count > 0;
            }

            return list is not null;
        }
    }

    /// <summary>Waits for a text.</summary>
    /// <returns>False where nothing is served any more.</returns>
    public bool Wait()
    {
        lock (gate)
        {
            while (end is null && fresh.Count + resumed.Count == 0)
            {
                Monitor.Wait(gate);
            }

            return end is null;
        }
    }

    /// <summary>Ends the service; the texts that wait fail.</summary>
    /// <returns>False where it was ended already.</returns>
    public bool Complete(Exception why)
    {
        ScheduledText[] waiting;
        lock (gate)
        {
            if (end is not null)
            {
                return false;
            }

            end = why;
            waiting = [.. resumed, .. fresh];
            SchedulerTelemetry.QueueLength.Add(-fresh.Count, tag);
            resumed.Clear();
            fresh.Clear();
            Monitor.PulseAll(gate);
        }

        Array.ForEach(waiting, text => text.Fail(why));
        return true;
    }
}
