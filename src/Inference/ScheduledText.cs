using System.Threading.Channels;

namespace CharRnn.Inference;

/// <summary>A request on its way through a scheduler: what is left of its prompt, its text in the making, and who waits for it.</summary>
internal sealed class ScheduledText
{
    private readonly Channel<string> output = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Continuation text;
    private readonly StopMatcher? stop;
    private readonly CancellationToken cancellation;
    private ReadOnlyMemory<int> prompt; // that the text has not yet
    private int remaining; // characters to draw
    private volatile bool isAbandoned;

    /// <exception cref="CharRnnException">The request cannot be met.</exception>
    public ScheduledText(CharRnnModel model, GenerationRequest request, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Length);
        text = new Continuation(model, request.Sampling);
        stop = request.Sampling.Stop.Count > 0 ? new StopMatcher(request.Sampling.Stop) : null;
        prompt = model.Vocabulary.Encode(request.Prompt, request.UnknownPolicy).Ids;
        remaining = request.Length;
        this.cancellation = cancellation;
    }

    /// <summary>What is generated, as it comes.</summary>
    public ChannelReader<string> Output => output.Reader;

    public int PendingId => text.PendingId;

    /// <summary>Whether there is nothing more to do for it.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Ends it if whoever asked for it went away, or if nothing is left to draw.</summary>
    public void EndIfOver()
    {
        if (cancellation.IsCancellationRequested || isAbandoned)
        {
            Fail(new OperationCanceledException(cancellation));
        }
        else if (remaining == 0)
        {
            End();
        }
    }

    /// <summary>Whether a row of some length can read from its prompt at once.</summary>
    public bool HasPromptFor(int length) => !text.HasLines && prompt.Length >= length;

    /// <summary>Lets a row read from its prompt.</summary>
    public void ReadPrompt(ModelRun row)
    {
        row.Read(text, prompt.Span[..row.Ids.Length]);
        prompt = prompt[row.Ids.Length..];
    }

    /// <summary>Goes on by a symbol after the pending one was read: the prompt's next, or one drawn.</summary>
    /// <returns>Whether the text starts anew after it, from the zero state.</returns>
    /// <exception cref="InvalidModelException">The logits are no numbers, or no symbol can be drawn.</exception>
    public bool Advance(ReadOnlySpan<float> logits)
    {
        if (!prompt.IsEmpty)
        {
            bool startsAnewInPrompt = text.Append(prompt.Span[0]);
            prompt = prompt[1..];
            return startsAnewInPrompt;
        }

        bool startsAnew = text.Draw(logits);
        if (text.Character is { } character)
        {
            remaining--;
            Give(character);
        }

        if (remaining == 0 || stop is { IsMatched: true })
        {
            End();
        }

        return startsAnew;
    }

    /// <summary>Ends it with an error.</summary>
    public void Fail(Exception exception)
    {
        IsDone = true;
        output.Writer.TryComplete(exception);
    }

    /// <summary>Nobody reads what is generated any more.</summary>
    public void Abandon() => isAbandoned = true;

    private void Give(string character)
    {
        if (stop is null)
        {
            output.Writer.TryWrite(character);
            return;
        }

        stop.Add(character);
        GiveFree();
    }

    private void GiveFree()
    {
        while (stop!.TryTake(out string? free))
        {
            output.Writer.TryWrite(free);
        }
    }

    private void End()
    {
        if (stop is not null)
        {
            stop.End();
            GiveFree();
        }

        IsDone = true;
        output.Writer.TryComplete();
    }
}
