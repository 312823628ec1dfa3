using System.Diagnostics;
using System.Numerics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CharRnn.Inference;

/// <summary>
/// A thread that serves texts from a scheduler's queue: every text that grows is a row of its batch, and texts join and leave
/// between steps. Long prompts are read a piece at a time between steps.
/// </summary>
internal sealed class SchedulerWorker
{
    private const int PromptPiece = 64;

    private readonly CharRnnModel model;
    private readonly ChannelReader<ScheduledText> queue;
    private readonly Func<SchedulerWorker, bool> mayAdmit;
    private readonly Action<Exception> onEnd;
    private readonly ILogger logger;
    private readonly CancellationToken stopping;
    private readonly Thread thread;
    private readonly KeyValuePair<string, object?> tag;
    private int load;

    // Of the thread alone.
    private readonly List<ScheduledText> rows = []; // row i of the batch is the text at i
    private readonly Queue<(ScheduledText Text, RecurrentState State)> prompting = []; // whose prompts are long
    private readonly Dictionary<int, ModelRun> runs = []; // by batch size, powers of two
    private ModelRun? promptRun;
    private ModelRun? batch; // whose state is that of the rows

    /// <summary>Prepares to serve.</summary>
    /// <param name="model">What computes.</param>
    /// <param name="queue">Texts that wait, and may be other workers' too.</param>
    /// <param name="mayAdmit">Whether it can take a text more.</param>
    /// <param name="onEnd">Told why it ended; its own texts have been told.</param>
    /// <param name="logger">Told of runs that fail.</param>
    /// <param name="stopping">Ends it, and its texts with an <see cref="ObjectDisposedException"/>.</param>
    public SchedulerWorker(
        CharRnnModel model,
        ChannelReader<ScheduledText> queue,
        Func<SchedulerWorker, bool> mayAdmit,
        Action<Exception> onEnd,
        ILogger logger,
        CancellationToken stopping)
    {
        (this.model, this.queue, this.mayAdmit, this.onEnd, this.logger, this.stopping) = (model, queue, mayAdmit, onEnd, logger, stopping);
        tag = CharRnnTelemetry.TagOf(model.Name);
        thread = new Thread(Serve) { IsBackground = true, Name = nameof(GenerationScheduler) };
    }

    /// <summary>Texts that it serves; can be asked from other threads.</summary>
    public int Load => Volatile.Read(ref load);

    public void Start() => thread.Start();

    public void Join() => thread.Join();

    private void Serve()
    {
        Exception end = new ObjectDisposedException(nameof(GenerationScheduler));
        try
        {
            while (!stopping.IsCancellationRequested && (rows.Count + prompting.Count > 0 || Wait()))
            {
                Admit();
                ReadPromptPiece();
                Step();
            }
        }
        catch (Exception exception) // whatever it is, it belongs to those who wait
        {
            end = exception;
        }

        foreach (ScheduledText text in rows.Concat(prompting.Select(entry => entry.Text)))
        {
            text.Fail(end);
        }

        foreach (ModelRun run in runs.Values)
        {
            run.Dispose();
        }

        promptRun?.Dispose();
        onEnd(end);
    }

    /// <returns>False where nothing will come any more.</returns>
    private bool Wait()
    {
        try
        {
            return queue.WaitToReadAsync(stopping).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Admit()
    {
        while (mayAdmit(this) && queue.TryRead(out ScheduledText? text))
        {
            CharRnnTelemetry.QueueLength.Add(-1, tag);
            text.EndIfOver();
            if (text.IsDone)
            {
                continue;
            }

            RecurrentState state = new(model.Description, 1);
            if (text.HasPromptFor(PromptPiece))
            {
                prompting.Enqueue((text, state));
            }
            else
            {
                Join(text, state);
            }

            CountLoad();
        }
    }

    private void CountLoad() => Volatile.Write(ref load, rows.Count + prompting.Count);

    /// <summary>One piece of one prompt, and the next time one of the next's.</summary>
    private void ReadPromptPiece()
    {
        if (!prompting.TryPeek(out (ScheduledText Text, RecurrentState State) next))
        {
            return;
        }

        next.Text.EndIfOver();
        if (!next.Text.IsDone)
        {
            promptRun ??= new ModelRun(model, 1, PromptPiece);
            promptRun.State.CopyFrom(next.State);
            next.Text.FillFromPrompt(promptRun);
            Run(promptRun, [next.Text]);
            next.State.CopyFrom(promptRun.State);
        }

        prompting.Dequeue();
        if (next.Text.IsDone)
        {
            return;
        }

        if (next.Text.HasPromptFor(PromptPiece))
        {
            prompting.Enqueue(next);
        }
        else
        {
            Join(next.Text, next.State);
        }
    }

    private void Step()
    {
        rows.ForEach(text => text.EndIfOver());
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

        CharRnnTelemetry.BatchSize.Record(rows.Count, tag);
        CharRnnTelemetry.TimePerCharacter.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tag);
        RemoveDone();
    }

    /// <summary>A run that fails is the end of its texts, and of nothing else.</summary>
    private void Run(ModelRun run, List<ScheduledText> texts)
    {
        try
        {
            run.Run();
        }
        catch (InvalidModelException exception)
        {
            logger.RunFailed(exception, model.Name, texts.Count);
            texts.ForEach(text => text.Fail(exception));
        }
    }

    private void Advance(int row)
    {
        try
        {
            if (!rows[row].IsDone && rows[row].Advance(batch!.Logits.AsSpan(row * model.Vocabulary.Size, model.Vocabulary.Size)))
            {
                batch.State.ClearRow(row);
            }
        }
        catch (InvalidModelException exception)
        {
            rows[row].Fail(exception); // its own matter, such as a bias that forbids all
        }
    }

    private void Join(ScheduledText text, RecurrentState state)
    {
        rows.Add(text);
        Fit();
        batch!.State.CopyRow(rows.Count - 1, state, 0);
    }

    private void RemoveDone()
    {
        for (int row = rows.Count - 1; row >= 0; row--)
        {
            if (rows[row].IsDone)
            {
                // The last takes its row.
                batch!.State.CopyRow(row, batch.State, rows.Count - 1);
                rows[row] = rows[^1];
                rows.RemoveAt(rows.Count - 1);
            }
        }

        Fit();
        CountLoad();
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
