using System.Runtime.CompilerServices;

namespace CharRnn.Inference;

/// <summary>
/// Serves many requests by one step of the model at a time ("continuous batching"): every growing text is a row of a step's batch, and
/// texts join and leave between steps, first come, first served. Long prompts are read in pieces between steps, so that they delay
/// nobody. Safe for concurrent use; dispose it before the model.
/// </summary>
public sealed class GenerationScheduler : IDisposable
{
    private readonly CharRnnModel model;
    private readonly int queueLength;
    private readonly ISchedulerObserver? observer;
    private readonly RequestQueue queue;
    private readonly SchedulerWorker[] workers;
    private readonly int rowsPerWorker;

    /// <summary>Starts serving, on threads of its own.</summary>
    /// <param name="model">What generates.</param>
    /// <param name="options">How much it takes on; null is the defaults.</param>
    /// <param name="observer">Watches it; null is nobody.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidModelException">The model is for another task than text.</exception>
    public GenerationScheduler(CharRnnModel model, GenerationSchedulerOptions? options = null, ISchedulerObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Description.Require(ModelTask.Text, model.Name);
        options ??= new GenerationSchedulerOptions();
        options.Validate();
        this.model = model;
        this.observer = observer;
        queueLength = options.QueueLength;
        queue = new RequestQueue(queueLength, CharRnnTelemetry.TagOf(model.Name));
        int threads = ThreadCount.Clamp(options.Threads, "a scheduler", model.OnWarning);
        rowsPerWorker = (options.BatchSize + threads - 1) / threads;
        workers = [.. Enumerable.Range(0, threads).Select(_ => new SchedulerWorker(model, queue, MayAdmit, OnFailure, observer))];
        Array.ForEach(workers, worker => worker.Start());
    }

    /// <summary>How busy the scheduler is. This never waits for a step.</summary>
    internal SchedulerLoad Load => new(queue.Count, queueLength, workers.Sum(worker => worker.Load), rowsPerWorker * workers.Length, queue.End);

    /// <summary>
    /// Generates a text, and streams its characters. Nothing is generated before the first is asked for. The text then grows up to 128
    /// characters ahead of the reader, and pauses there; more only where a stop sequence held them back. Disposing the enumerator ends the
    /// text. The stream can be enumerated once.
    /// </summary>
    /// <remarks>
    /// A bad request fails at the call, before a service begins its response, and so does one that finds the queue full. The call reserves
    /// no place: the text joins the queue when its first character is asked for, and can find it full then. A service that must know
    /// asks for the first character before it begins its response.
    /// </remarks>
    /// <param name="request">What to generate; it is checked at the call.</param>
    /// <param name="cancellationToken">Ends the text within one character.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character of the prompt, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler or its model is disposed, now or while the text grows.</exception>
    /// <exception cref="SchedulerFullException">The queue is full, at the call or when the first character is asked for.</exception>
    /// <exception cref="InvalidModelException">The request's state is damaged or of another model, or the model cannot be run while the text grows.</exception>
    /// <exception cref="InvalidOperationException">The stream is enumerated a second time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<string> StreamAsync(GenerationRequest request, CancellationToken cancellationToken = default) =>
        StreamCharactersAsync(request, cancellationToken).Select(character => character.Text);

    /// <summary>
    /// Streams a text as <see cref="StreamAsync"/> does, each character with what <see cref="GenerationOptions.LogProbabilities"/> asks for.
    /// </summary>
    /// <inheritdoc cref="StreamAsync"/>
    public StreamedText StreamCharactersAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfEnded();
        ScheduledText text = new(model, request, queue, isStream: true, cancellationToken);
        return queue.IsFull ? throw Reject(text) : new StreamedText(text, Stream(text, new SingleUse(), cancellationToken));
    }

    /// <summary>Generates a text as a whole.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="cancellationToken">Ends the text within one character.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character of the prompt, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler or its model is disposed, now or while the text grows.</exception>
    /// <exception cref="SchedulerFullException">The queue is full.</exception>
    /// <exception cref="InvalidModelException">The request's state is damaged or of another model, or the model cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<GeneratedText> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await ReadWhole(Enqueue(request, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Generates <see cref="GenerationOptions.Choices"/> texts that continue the prompt, each from a seed of its own.</summary>
    /// <inheritdoc cref="GenerateAsync"/>
    public Task<IReadOnlyList<GeneratedText>> GenerateChoicesAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return GenerateCandidatesAsync(request, request.Generation.Choices, cancellationToken);
    }

    /// <summary>
    /// Generates <paramref name="candidates"/> texts that continue the prompt, each from a seed of its own, and returns the likeliest by
    /// their average character (OpenAI's "best_of").
    /// </summary>
    /// <param name="request">What to generate.</param>
    /// <param name="candidates">How many texts to generate, from <see cref="GenerationOptions.Choices"/> to 1,024.</param>
    /// <param name="cancellationToken">Ends the texts within one character.</param>
    /// <returns><see cref="GenerationOptions.Choices"/> texts with log-probabilities, the likeliest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="candidates"/> is out of range.</exception>
    /// <inheritdoc cref="GenerateAsync" path="/exception"/>
    public async Task<IReadOnlyList<GeneratedText>> GenerateBestOfAsync(GenerationRequest request, int candidates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Generation.CheckCandidates(candidates);
        GenerationRequest itsRequest = request with { Generation = request.Generation.WithLogProbabilities() };
        IReadOnlyList<GeneratedText> texts = await GenerateCandidatesAsync(itsRequest, candidates, cancellationToken).ConfigureAwait(false);
        return GeneratedText.Likeliest(texts, request.Generation.Choices);
    }

    /// <summary>Stops serving: every unfinished text ends with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        queue.Complete(new ObjectDisposedException(nameof(GenerationScheduler)));
        Array.ForEach(workers, worker => worker.Join());
    }

    private static async Task<GeneratedText> ReadWhole(ScheduledText text, CancellationToken cancellationToken)
    {
        List<GeneratedCharacter> characters = [];
        try
        {
            while (await text.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (text.TryRead(out GeneratedCharacter character))
                {
                    characters.Add(character);
                }
            }
        }
        finally
        {
            text.Abandon();
        }

        return new GeneratedText(characters, text.FinishReason!.Value);
    }

    private async Task<IReadOnlyList<GeneratedText>> GenerateCandidatesAsync(GenerationRequest request, int count, CancellationToken cancellationToken)
    {
        request.Generation.Validate();
        ScheduledText[] texts = new ScheduledText[count];
        int enqueued = 0;
        try
        {
            for (; enqueued < texts.Length; enqueued++)
            {
                texts[enqueued] = Enqueue(request with { Generation = request.Generation.After(enqueued) }, cancellationToken);
            }

            return await Task.WhenAll(texts.Select(text => ReadWhole(text, cancellationToken))).ConfigureAwait(false);
        }
        finally
        {
            foreach (ScheduledText text in texts.Take(enqueued))
            {
                text.Abandon(); // where it is not done
            }
        }
    }

    private async IAsyncEnumerable<GeneratedCharacter> Stream(ScheduledText text, SingleUse use, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        use.Begin();
        Enqueue(text);
        try
        {
            while (await text.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (text.TryRead(out GeneratedCharacter character))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return character;
                }
            }
        }
        finally
        {
            text.Abandon();
        }
    }

    private ScheduledText Enqueue(GenerationRequest request, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        ScheduledText text = new(model, request, queue, isStream: false, cancellationToken);
        Enqueue(text);
        return text;
    }

    private void Enqueue(ScheduledText text)
    {
        ThrowIfEnded();
        text.Begin();
        if (!queue.TryAdd(text))
        {
            throw Reject(text);
        }
    }

    private SchedulerFullException Reject(ScheduledText text)
    {
        SchedulerFullException full = SchedulerFullException.Of(queueLength, queue.LongestWait);
        text.Reject(full);
        ThrowIfEnded();
        if (queue.NoteRejection())
        {
            observer?.OnQueueFull(queueLength);
        }

        return full;
    }

    private void ThrowIfEnded()
    {
        switch (queue.End)
        {
            case null:
                return;
            case ObjectDisposedException disposed:
                throw new ObjectDisposedException(disposed.ObjectName);
            case { } failure:
                throw new CharRnnException($"The scheduler has stopped: {failure.Message}", failure);
        }
    }

    /// <summary>Texts go to the worker with the fewest. It has them soon: it looks after each step, or waits for one.</summary>
    private bool MayAdmit(SchedulerWorker worker) =>
        worker.Load < rowsPerWorker && Array.TrueForAll(workers, other => worker.Load <= other.Load);

    private void OnFailure(Exception why)
    {
        if (queue.Complete(why))
        {
            observer?.OnStopped(why);
        }
    }
}
