using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>
/// Serves many requests by one step of the model at a time ("continuous batching"): every text that grows is a row of the
/// step's batch, and texts join and leave between steps, first come, first served. Long prompts are read a piece at a time
/// between steps, so that they hold up nobody. Safe for concurrent use; dispose it before the model.
/// </summary>
public sealed class GenerationScheduler : IDisposable
{
    private const int PromptPiece = 64;

    private readonly CharRnnModel model;
    private readonly GenerationSchedulerOptions options;
    private readonly Channel<ScheduledText> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private int disposals;

    // Of the thread alone.
    private readonly List<ScheduledText> rows = []; // row i of the batch is the text at i
    private readonly Queue<(ScheduledText Text, RecurrentState State)> prompting = []; // whose prompts are long
    private readonly Dictionary<int, ModelRun> runs = []; // by batch size, powers of two
    private readonly ModelRun promptRun;
    private ModelRun? batch; // whose state is that of the rows

    /// <summary>Starts serving, on a thread of its own.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public GenerationScheduler(CharRnnModel model, GenerationSchedulerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? new GenerationSchedulerOptions();
        this.options.Validate();
        queue = Channel.CreateBounded<ScheduledText>(new BoundedChannelOptions(this.options.QueueLength) { SingleReader = true });
        promptRun = new ModelRun(model, 1, PromptPiece);
        thread = new Thread(Serve) { IsBackground = true, Name = nameof(GenerationScheduler) };
        thread.Start();
    }

    /// <summary>Asks for a text, character by character as they come. Who stops reading before the end stops the text.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="cancellation">Ends the text within one character.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidTextException">The prompt has a character that the vocabulary lacks, where the policy does not allow it.</exception>
    /// <exception cref="SchedulerFullException">As many requests wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler is disposed, now or while the text grows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<string> StreamAsync(GenerationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
        ScheduledText text = new(model, request, cancellation);
        if (!queue.Writer.TryWrite(text))
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            throw new SchedulerFullException($"{options.QueueLength} requests wait already, as many as may; try again later.");
        }

        return Read(text, cancellation);
    }

    /// <summary>Asks for a text as a whole.</summary>
    /// <inheritdoc cref="StreamAsync"/>
    public async Task<string> GenerateAsync(GenerationRequest request, CancellationToken cancellation = default)
    {
        StringBuilder whole = new();
        await foreach (string character in StreamAsync(request, cancellation).ConfigureAwait(false))
        {
            whole.Append(character);
        }

        return whole.ToString();
    }

    /// <summary>Stops serving: all that is not done ends with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Increment(ref disposals) > 1)
        {
            return;
        }

        queue.Writer.TryComplete();
        stopping.Cancel();
        thread.Join();
        promptRun.Dispose();
        foreach (ModelRun run in runs.Values)
        {
            run.Dispose();
        }

        stopping.Dispose();
    }

    private static async IAsyncEnumerable<string> Read(ScheduledText text, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (string character in text.Output.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return character;
            }
        }
        finally
        {
            text.Abandon();
        }
    }

    private void Serve()
    {
        while (!stopping.IsCancellationRequested)
        {
            if (rows.Count + prompting.Count == 0 && !Wait())
            {
                break;
            }

            Admit();
            ReadPromptPiece();
            Step();
        }

        ObjectDisposedException disposed = new(nameof(GenerationScheduler));
        foreach (ScheduledText text in rows.Concat(prompting.Select(entry => entry.Text)))
        {
            text.Fail(disposed);
        }

        while (queue.Reader.TryRead(out ScheduledText? text))
        {
            text.Fail(disposed);
        }
    }

    /// <returns>False where nothing will come any more.</returns>
    private bool Wait()
    {
        try
        {
            return queue.Reader.WaitToReadAsync(stopping.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Admit()
    {
        while (rows.Count + prompting.Count < options.BatchSize && queue.Reader.TryRead(out ScheduledText? text))
        {
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
        }
    }

    /// <summary>One piece of one prompt, and the next time one of the next's.</summary>
    private void ReadPromptPiece()
    {
        if (!prompting.TryDequeue(out (ScheduledText Text, RecurrentState State) next))
        {
            return;
        }

        next.Text.EndIfOver();
        if (next.Text.IsDone)
        {
            return;
        }

        try
        {
            promptRun.State.CopyFrom(next.State);
            next.Text.ReadPrompt(promptRun);
            next.State.CopyFrom(promptRun.State);
        }
        catch (OnnxRuntimeException exception)
        {
            next.Text.Fail(new CharRnnException($"The model could not be run: {exception.Message}", exception));
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

        for (int row = 0; row < rows.Count; row++)
        {
            batch!.Ids[row] = rows[row].PendingId;
        }

        try
        {
            batch!.Run();
        }
        catch (OnnxRuntimeException exception)
        {
            rows.ForEach(text => text.Fail(new CharRnnException($"The model could not be run: {exception.Message}", exception)));
            rows.Clear();
            return;
        }

        for (int row = 0; row < rows.Count; row++)
        {
            Advance(row);
        }

        RemoveDone();
    }

    private void Advance(int row)
    {
        try
        {
            if (rows[row].Advance(batch!.Logits.AsSpan(row * model.Vocabulary.Size, model.Vocabulary.Size)))
            {
                batch.State.ClearRow(row);
            }
        }
        catch (InvalidModelException exception)
        {
            rows[row].Fail(exception);
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
