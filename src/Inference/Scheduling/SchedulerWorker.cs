using System.Diagnostics;
using System.Numerics;

namespace CharRnn.Inference;

/// <summary>
/// A thread that serves texts from a scheduler's queue: every growing text is a row of its batch, and texts join and leave between
/// steps. Long prompts are read in pieces between steps; texts that are ahead of their readers pause.
/// </summary>
internal sealed class SchedulerWorker
{
    private const int PromptPiece = 64;

    private readonly CharRnnModel model;
    private readonly RequestQueue queue;
    private readonly Func<SchedulerWorker, bool> mayAdmit;
    private readonly Action<Exception> onFailure;
    private readonly ISchedulerObserver? observer;
    private readonly Thread thread;
    private readonly KeyValuePair<string, object?> tag;
    private int load;

    // Of the thread alone.
    private readonly List<ScheduledText> rows = []; // row i of the batch is the text at i
    private readonly Queue<ScheduledText> prompting = []; // whose prompts are long
    private readonly Dictionary<int, ModelRun> runs = []; // by batch size, powers of two
    private ModelRun? promptRun;
    private ModelRun? batch; // whose state is that of the rows

    /// <summary>Prepares to serve.</summary>
    /// <param name="model">What computes.</param>
    /// <param name="queue">Texts that wait, for other workers too.</param>
    /// <param name="mayAdmit">Whether it can take one more text.</param>
    /// <param name="onFailure">Called when it cannot go on; its own texts fail next.</param>
    /// <param name="observer">Called when a run fails.</param>
    public SchedulerWorker(CharRnnModel model, RequestQueue queue, Func<SchedulerWorker, bool> mayAdmit, Action<Exception> onFailure, ISchedulerObserver? observer)
    {
        (this.model, this.queue, this.mayAdmit, this.onFailure, this.observer) = (model, queue, mayAdmit, onFailure, observer);
        tag = CharRnnTelemetry.TagOf(model.Name);
        thread = new Thread(Serve) { IsBackground = true, Name = nameof(GenerationScheduler) };
    }

    /// <summary>Texts that it serves; can be asked from other threads.</summary>
    public int Load => Volatile.Read(ref load);

    public void Start() => thread.Start();

    public void Join() => thread.Join();

    private void Serve()
    {
        try
        {
            while (queue.End is null && (rows.Count + prompting.Count > 0 || queue.Wait()))
            {
                Admit();
                ReadPromptPiece();
                Step();
            }

            EndTexts(queue.End!);
        }
        catch (Exception exception) // whatever it is, it belongs to those who wait
        {
            onFailure(exception);
            EndTexts(exception);
        }

        foreach (ModelRun run in runs.Values)
        {
            run.Dispose();
        }

        promptRun?.Dispose();
    }

    private void EndTexts(Exception why)
    {
        foreach (ScheduledText text in rows.Concat(prompting))
        {
            text.Fail(why);
        }
    }

    private void Admit()
    {
        while (mayAdmit(this) && queue.TryTake() is { } text)
        {
            text.EndIfOver();
            if (!text.IsDone)
            {
                Place(text);
                CountLoad();
            }
        }
    }

    private void Place(ScheduledText text)
    {
        if (text.HasPromptFor(PromptPiece))
        {
            prompting.Enqueue(text);
            return;
        }

        rows.Add(text);
        Fit();
        batch!.State.CopyRow(rows.Count - 1, text.Recurrent, 0);
    }

    private void CountLoad() => Volatile.Write(ref load, rows.Count + prompting.Count);

    /// <summary>Reads one piece of one prompt; the next time, one of the next prompt.</summary>
    private void ReadPromptPiece()
    {
        if (!prompting.TryPeek(out ScheduledText? text))
        {
            return;
        }

        text.EndIfOver();
        if (!text.IsDone)
        {
            promptRun ??= new ModelRun(model, 1, PromptPiece);
            promptRun.State.CopyFrom(text.Recurrent);
            text.FillFromPrompt(promptRun);
            Run(promptRun, [text]);
            text.Recurrent.CopyFrom(promptRun.State);
        }

        prompting.Dequeue(); // only now: an exception ends it with the others
        if (!text.IsDone)
        {
            Place(text);
        }
    }

    private void Step()
    {
        rows.ForEach(text => text.EndIfOver());
        PauseAhead();
        RemoveDone();
        if (rows.Count == 0)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        for (int row = 0; row < rows.Count; row++)
        {
            batch!.Ids[row] = rows[row].PendingId;
        }

        Run(batch!, rows);
        for (int row = 0; row < rows.Count; row++)
        {
            Advance(row);
        }

        SchedulerTelemetry.BatchSize.Record(rows.Count, tag);
        SchedulerTelemetry.TimePerCharacter.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tag);
        RemoveDone();
    }

    /// <summary>A run that fails ends its texts, and nothing else.</summary>
    private void Run(ModelRun run, List<ScheduledText> texts)
    {
        try
        {
            run.Run();
        }
        catch (InvalidModelException exception)
        {
            observer?.OnRunFailed(exception, texts.Count);
            texts.ForEach(text => text.Fail(exception));
        }
    }

    private void Advance(int row)
    {
        try
        {
            if (rows[row].IsDone)
            {
                return;
            }

            if (rows[row].Advance(batch!.Logits.AsSpan(row * model.Vocabulary.Size, model.Vocabulary.Size)))
            {
                batch.State.ClearRow(row);
            }

            rows[row].EndIfFinished(batch.State, row);
        }
        catch (InvalidModelException exception)
        {
            rows[row].Fail(exception); // its own matter, such as a bias that forbids all
        }
    }

    private void PauseAhead()
    {
        for (int row = rows.Count - 1; row >= 0; row--)
        {
            ScheduledText text = rows[row];
            if (!text.IsDone && text.IsAhead)
            {
                text.Recurrent.CopyRow(0, batch!.State, row);
                RemoveRow(row);
                text.Pause(); // from here on another worker may have it
            }
        }
    }

    private void RemoveDone()
    {
        for (int row = rows.Count - 1; row >= 0; row--)
        {
            if (rows[row].IsDone)
            {
                RemoveRow(row);
            }
        }

        Fit();
        CountLoad();
    }

    /// <summary>The last row moves into the place of the one that leaves.</summary>
    private void RemoveRow(int row)
    {
        batch!.State.CopyRow(row, batch.State, rows.Count - 1);
        rows[row] = rows[^1];
        rows.RemoveAt(rows.Count - 1);
    }

    /// <summary>Takes the batch of the smallest power of two that holds all rows, and their states there.</summary>
    private void Fit()
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, rows.Count));
        if (batch is not null && batch.State.BatchSize == size)
        {
            return;
        }

        if (!runs.TryGetValue(size, out ModelRun? fitting))
        {
            runs[size] = fitting = new ModelRun(model, size, 1);
        }

        for (int row = 0; batch is not null && row < Math.Min(rows.Count, batch.State.BatchSize); row++)
        {
            fitting.State.CopyRow(row, batch.State, row);
        }

        batch = fitting;
    }
}
