using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CharRnn.Inference;

/// <summary>
/// Serves many requests by one step of the model at a time ("continuous batching"): every text that grows is a row of a step's
/// batch, and texts join and leave between steps, first come, first served. Long prompts are read a piece at a time between
/// steps, so that they hold up nobody. Safe for concurrent use; dispose it before the model.
/// </summary>
public sealed class GenerationScheduler : IDisposable
{
    private readonly CharRnnModel model;
    private readonly GenerationSchedulerOptions options;
    private readonly ILogger logger;
    private readonly Channel<ScheduledText> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly SchedulerWorker[] workers;
    private readonly int rowsPerWorker;
    private volatile Exception? end;
    private int disposals;

    /// <summary>Starts serving, on threads of its own.</summary>
    /// <param name="model">What generates.</param>
    /// <param name="options">How much it takes on.</param>
    /// <param name="logger">Told of what goes wrong. Null is nobody.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public GenerationScheduler(CharRnnModel model, GenerationSchedulerOptions? options = null, ILogger<GenerationScheduler>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.options = options ?? new GenerationSchedulerOptions();
        this.options.Validate();
        this.logger = logger ?? NullLogger<GenerationScheduler>.Instance;
        queue = Channel.CreateBounded<ScheduledText>(this.options.QueueLength);
        rowsPerWorker = (this.options.BatchSize + this.options.Threads - 1) / this.options.Threads;
        workers = [.. Enumerable.Range(0, this.options.Threads).Select(_ => new SchedulerWorker(model, queue.Reader, MayAdmit, OnEnd, this.logger, stopping.Token))];
        Array.ForEach(workers, worker => worker.Start());
    }

    /// <summary>Asks for a text, character by character as they come. Who stops reading before the end stops the text.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="cancellation">Ends the text within one character.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidTextException">The prompt has a character that the vocabulary lacks, where the policy does not allow it.</exception>
    /// <exception cref="InvalidModelException">The model cannot be run, now or while the text grows.</exception>
    /// <exception cref="SchedulerFullException">As many requests wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler or its model is disposed, now or while the text grows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<string> StreamAsync(GenerationRequest request, CancellationToken cancellation = default) =>
        StreamCharactersAsync(request, cancellation).Select(character => character.Text);

    /// <summary>The same, each character with what <see cref="SamplingOptions.LogProbabilities"/> asks for.</summary>
    /// <inheritdoc cref="StreamAsync"/>
    public IAsyncEnumerable<GeneratedCharacter> StreamCharactersAsync(GenerationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Read(Enqueue(request, cancellation), cancellation);
    }

    /// <summary>Asks for a text as a whole.</summary>
    /// <inheritdoc cref="StreamAsync"/>
    public async Task<GeneratedText> GenerateAsync(GenerationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await ReadWhole(Enqueue(request, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks for as many texts as <see cref="SamplingOptions.Choices"/> says, each another way to go on from the prompt.</summary>
    /// <inheritdoc cref="StreamAsync"/>
    public async Task<IReadOnlyList<GeneratedText>> GenerateChoicesAsync(GenerationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Sampling.Validate();
        ScheduledText[] texts = new ScheduledText[request.Sampling.Choices];
        int enqueued = 0;
        try
        {
            for (; enqueued < texts.Length; enqueued++)
            {
                SamplingOptions sampling = request.Sampling with { Seed = request.Sampling.Seed + (ulong)enqueued };
                texts[enqueued] = Enqueue(request with { Sampling = sampling }, cancellation);
            }

            return await Task.WhenAll(texts.Select(text => ReadWhole(text, cancellation))).ConfigureAwait(false);
        }
        finally
        {
            foreach (ScheduledText text in texts.Take(enqueued))
            {
                text.Abandon(); // where it is not done
            }
        }
    }

    /// <summary>Stops serving: all that is not done ends with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Increment(ref disposals) > 1)
        {
            return;
        }

        end ??= new ObjectDisposedException(nameof(GenerationScheduler));
        queue.Writer.TryComplete();
        stopping.Cancel();
        Array.ForEach(workers, worker => worker.Join());
        stopping.Dispose();
    }

    private static async IAsyncEnumerable<GeneratedCharacter> Read(ScheduledText text, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await foreach (GeneratedCharacter character in text.Output.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return character;
            }
        }
        finally
        {
            text.Abandon();
        }
    }

    private static async Task<GeneratedText> ReadWhole(ScheduledText text, CancellationToken cancellation)
    {
        List<GeneratedCharacter> characters = [];
        await foreach (GeneratedCharacter character in Read(text, cancellation).ConfigureAwait(false))
        {
            characters.Add(character);
        }

        return new GeneratedText(characters, text.FinishReason!.Value);
    }

    private ScheduledText Enqueue(GenerationRequest request, CancellationToken cancellation)
    {
        ThrowIfEnded();
        ScheduledText text = new(model, request, cancellation);
        CharRnnTelemetry.QueueLength.Add(1, CharRnnTelemetry.TagOf(model.Name));
        if (queue.Writer.TryWrite(text))
        {
            return text;
        }

        CharRnnTelemetry.QueueLength.Add(-1, CharRnnTelemetry.TagOf(model.Name));
        SchedulerFullException full = new($"{options.QueueLength} requests wait already, as many as may; try again later.");
        text.Reject(full);
        ThrowIfEnded();
        logger.RequestRejected(model.Name, options.QueueLength);
        throw full;
    }

    private void ThrowIfEnded()
    {
        switch (end)
        {
            case null:
                return;
            case ObjectDisposedException disposed:
                throw new ObjectDisposedException(disposed.ObjectName);
            case { } failure:
                throw new CharRnnException($"The scheduler has stopped: {failure.Message}", failure);
        }
    }

    /// <summary>Texts go to the worker with the fewest, which has them soon: it looks after each step, or waits for one.</summary>
    private bool MayAdmit(SchedulerWorker worker) =>
        worker.Load < rowsPerWorker && Array.TrueForAll(workers, other => worker.Load <= other.Load);

    /// <summary>A worker has ended: the scheduler is disposed, or nothing can be generated any more.</summary>
    private void OnEnd(Exception why)
    {
        if (Volatile.Read(ref disposals) == 0)
        {
            logger.SchedulerFailed(why, model.Name);
        }

        end ??= why;
        queue.Writer.TryComplete();
        while (queue.Reader.TryRead(out ScheduledText? text))
        {
            CharRnnTelemetry.QueueLength.Add(-1, CharRnnTelemetry.TagOf(model.Name));
            text.Fail(why);
        }
    }
}
