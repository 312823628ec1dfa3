using System.Threading.Channels;

namespace CharRnn.Inference;

/// <summary>A request on its way through a scheduler: the rest of its prompt, its growing text, and whoever reads it.</summary>
internal sealed class ScheduledText
{
    /// <summary>Characters that a text can be ahead of its reader before it pauses.</summary>
    public const int ReadAhead = 128;

    private readonly Channel<GeneratedCharacter> output = Channel.CreateUnbounded<GeneratedCharacter>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly CharRnnModel model;
    private readonly RequestQueue queue;
    private readonly Decoder decoder;
    private readonly DecodingState text;
    private readonly CharacterProbabilities probabilities;
    private readonly TextEnding ending;
    private readonly CancellationToken cancellationToken;
    private readonly bool isStream;
    private ReadOnlyMemory<int> prompt; // that the text has not read yet
    private RequestTelemetry? telemetry; // null before it is asked for
    private volatile bool isAbandoned;
    private int unread; // characters in output
    private int isPaused;

    /// <param name="model">What generates.</param>
    /// <param name="request">What to generate.</param>
    /// <param name="queue">Where it goes when it can continue after a pause.</param>
    /// <param name="isStream">Whether it pauses when its reader falls behind.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CharRnnException">The request cannot be met.</exception>
    public ScheduledText(CharRnnModel model, GenerationRequest request, RequestQueue queue, bool isStream, CancellationToken cancellationToken)
    {
        GenerationSession.CheckOptions(request.Sampling, request.Generation);
        (this.model, this.queue, this.isStream, this.cancellationToken) = (model, queue, isStream, cancellationToken);
        decoder = new Decoder(model.Rules, request.Sampling);
        text = decoder.Start(request.Generation.Seed);
        probabilities = new CharacterProbabilities(model.Rules, request.Generation.LogProbabilities);
        ending = new TextEnding(request.Generation, request.Generation.MaxLength, model.Vocabulary.Words);
        prompt = model.Vocabulary.Encode(request.Prompt, request.UnknownPolicy).Ids;
        Recurrent = new RecurrentState(model.Description, 1);
        Restore(request);
        Place = new LinkedListNode<ScheduledText>(this);
    }

    /// <summary>Its place in the queue; the queue's alone.</summary>
    public LinkedListNode<ScheduledText> Place { get; }

    /// <summary>The network's state while the text is no row of a batch.</summary>
    public RecurrentState Recurrent { get; }

    /// <summary>Why it ended; null where it has not, or not by itself.</summary>
    public FinishReason? FinishReason => ending.Reason;

    public int PendingId => text.PendingId;

    /// <summary>Whether there is nothing more to do for it.</summary>
    public bool IsDone { get; private set; }

    /// <summary>How long ago it was asked for.</summary>
    public TimeSpan Age => telemetry?.Age ?? TimeSpan.Zero;

    /// <summary>Whether its reader has fallen behind.</summary>
    public bool IsAhead => isStream && Volatile.Read(ref unread) >= ReadAhead;

    /// <summary>Whether its prompt is read and nothing is left to draw.</summary>
    private bool IsFinished => prompt.IsEmpty && ending.Reason is not null;

    /// <summary>Begins to measure it.</summary>
    public void Begin() => telemetry ??= new RequestTelemetry(model.Name, prompt.Length);

    /// <summary>Ends it if its reader went away, or if nothing is left to draw.</summary>
    public void EndIfOver()
    {
        if (cancellationToken.IsCancellationRequested || isAbandoned)
        {
            Fail(new OperationCanceledException(cancellationToken));
        }
        else if (IsFinished)
        {
            End();
        }
    }

    /// <summary>Ends it if nothing is left to draw. Its state is then in <see cref="Recurrent"/>.</summary>
    /// <param name="batch">The network's state.</param>
    /// <param name="row">Its row there.</param>
    public void EndIfFinished(RecurrentState batch, int row)
    {
        if (IsFinished)
        {
            Recurrent.CopyRow(0, batch, row);
            End();
        }
    }

    /// <summary>Saves where it ended.</summary>
    /// <exception cref="InvalidOperationException">It has not ended by itself.</exception>
    public byte[] SaveState() => IsDone && IsFinished
        ? SessionState.Save(model, Recurrent, text)
        : throw new InvalidOperationException("The text has not ended, or not by itself. Its state can be saved when its last character was read.");

    /// <summary>Whether a row of this length can be filled from its prompt.</summary>
    public bool HasPromptFor(int length) => model.Rules.LineEndId is null && prompt.Length >= length;

    /// <summary>Fills a row from its prompt.</summary>
    public void FillFromPrompt(ModelRun row)
    {
        row.Fill(text, prompt.Span[..row.Ids.Length]);
        prompt = prompt[row.Ids.Length..];
    }

    /// <summary>Appends a token after the pending one was read: the prompt's next, or one drawn.</summary>
    /// <returns>Whether the model starts anew after it, from the zero state.</returns>
    /// <exception cref="InvalidModelException">The logits are not numbers, or no token can be drawn.</exception>
    public bool Advance(ReadOnlySpan<float> logits)
    {
        if (!prompt.IsEmpty)
        {
            int id = prompt.Span[0];
            prompt = prompt[1..];
            return text.Append(id);
        }

        bool startsAnew = decoder.Draw(text, logits, ending.Forbidden);
        if (probabilities.Read(text, logits) is { } character)
        {
            telemetry?.AddCharacter();
            ending.Add(character);
            while (ending.TryTake(out GeneratedCharacter released))
            {
                Interlocked.Increment(ref unread);
                output.Writer.TryWrite(released);
            }
        }

        return startsAnew;
    }

    /// <summary>Pauses it, with its state in <see cref="Recurrent"/>, until its reader has caught up.</summary>
    public void Pause()
    {
        Interlocked.Exchange(ref isPaused, 1);
        ResumeIfRead();
    }

    /// <summary>Waits for the next character.</summary>
    /// <returns>False at the end of the text.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken readerToken) => output.Reader.WaitToReadAsync(readerToken);

    /// <summary>Takes the next character, if it is there.</summary>
    public bool TryRead(out GeneratedCharacter character)
    {
        if (!output.Reader.TryRead(out character))
        {
            return false;
        }

        Interlocked.Decrement(ref unread);
        ResumeIfRead();
        return true;
    }

    /// <summary>Ends it with an error.</summary>
    public void Fail(Exception exception)
    {
        IsDone = true;
        if (output.Writer.TryComplete(exception))
        {
            telemetry?.End(exception is OperationCanceledException ? "cancelled" : "failed", exception);
        }
    }

    /// <summary>It never comes to be served.</summary>
    public void Reject(Exception exception)
    {
        Begin();
        telemetry!.End("rejected", exception);
    }

    /// <summary>Nobody reads what is generated any more: it leaves the queue, or the worker that has it ends it.</summary>
    public void Abandon()
    {
        isAbandoned = true;
        ResumeIfRead();
        if (queue.TryRemove(this))
        {
            EndIfOver();
        }
    }

    private void Restore(GenerationRequest request)
    {
        if (request.State.IsEmpty)
        {
            return;
        }

        SessionState state = SessionState.Load(model, request.State.Span);
        Recurrent.CopyFrom(state.Recurrent);
        text.Restore(state.PendingId, state.Random, state.Window);
        if (request.Generation.Seed is { } seed)
        {
            text.Reseed(seed);
        }
    }

    private void ResumeIfRead()
    {
        bool canGoOn = isAbandoned || cancellationToken.IsCancellationRequested || Volatile.Read(ref unread) <= ReadAhead / 2;
        if (canGoOn && Interlocked.Exchange(ref isPaused, 0) == 1)
        {
            queue.Resume(this);
        }
    }

    private void End()
    {
        IsDone = true;
        telemetry?.End(ending.Reason == Inference.FinishReason.Stop ? "stop" : "length");
        output.Writer.TryComplete();
    }
}
