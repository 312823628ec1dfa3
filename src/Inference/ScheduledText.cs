using System.Threading.Channels;

namespace CharRnn.Inference;

/// <summary>A request on its way through a scheduler: what is left of its prompt, its text in the making, and who waits for it.</summary>
internal sealed class ScheduledText
{
    private readonly Channel<GeneratedCharacter> output = Channel.CreateUnbounded<GeneratedCharacter>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Continuation text;
    private readonly TextEnding ending;
    private readonly RequestTelemetry telemetry;
    private readonly CancellationToken cancellation;
    private ReadOnlyMemory<int> prompt; // that the text has not yet
    private volatile bool isAbandoned;

    /// <exception cref="CharRnnException">The request cannot be met.</exception>
    public ScheduledText(CharRnnModel model, GenerationRequest request, CancellationToken cancellation)
    {
        text = new Continuation(model, request.Sampling);
        ending = new TextEnding(request.Sampling, request.Sampling.MaxLength);
        prompt = model.Vocabulary.Encode(request.Prompt, request.UnknownPolicy).Ids;
        this.cancellation = cancellation;
        telemetry = new RequestTelemetry(model.Name, prompt.Length);
    }

    /// <summary>What is generated, as it comes.</summary>
    public ChannelReader<GeneratedCharacter> Output => output.Reader;

    /// <summary>Why it ended; null where it has not, or not by itself.</summary>
    public FinishReason? FinishReason => ending.Reason;

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
        else if (ending.Reason is not null)
        {
            End();
        }
    }

    /// <summary>Whether a row of some length can read from its prompt at once.</summary>
    public bool HasPromptFor(int length) => !text.HasLines && prompt.Length >= length;

    /// <summary>Fills a row from its prompt.</summary>
    public void FillFromPrompt(ModelRun row)
    {
        row.Fill(text, prompt.Span[..row.Ids.Length]);
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

        bool startsAnew = text.Draw(logits, ending.Forbidden);
        if (text.Character is { } character)
        {
            telemetry.AddCharacter();
            ending.Add(character);
            while (ending.TryTake(out GeneratedCharacter free))
            {
                output.Writer.TryWrite(free);
            }
        }

        if (ending.Reason is not null)
        {
            End();
        }

        return startsAnew;
    }

    /// <summary>Ends it with an error.</summary>
    public void Fail(Exception exception)
    {
        IsDone = true;
        if (output.Writer.TryComplete(exception))
        {
            telemetry.End(exception is OperationCanceledException ? "cancelled" : "failed", exception);
        }
    }

    /// <summary>It never came to be served.</summary>
    public void Reject(Exception exception) => telemetry.End("rejected", exception);

    /// <summary>Nobody reads what is generated any more.</summary>
    public void Abandon() => isAbandoned = true;

    private void End()
    {
        IsDone = true;
        telemetry.End(ending.Reason == Inference.FinishReason.Stop ? "stop" : "length");
        output.Writer.TryComplete();
    }
}
