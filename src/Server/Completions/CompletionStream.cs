using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>Sends texts as server-sent events while they grow. An event has all that has come of a text since the one before.</summary>
internal sealed class CompletionStream(Completion completion, CompletionAnswer answer, TextSource source)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10); // between events: each costs more than a character

    /// <returns>How many characters were generated.</returns>
    /// <exception cref="SchedulerFullException">The queue is full; nothing was sent.</exception>
    public async Task<int> WriteAsync(HttpResponse response, CancellationToken cancellation)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<GrowingText> texts = [];
        try
        {
            Start(texts, all.Token);
            await Task.WhenAny(texts.Select(text => text.Next)); // a session elsewhere refuses later
            texts.ForEach(text => text.ThrowIfRefused());
            await WriteAsync(ResponseStream.Events(response), texts, cancellation);
            return texts.Sum(text => text.Length);
        }
        finally
        {
            await all.CancelAsync();
            foreach (GrowingText text in texts)
            {
                await text.DisposeAsync();
            }
        }
    }

    private void Start(List<GrowingText> texts, CancellationToken cancellation)
    {
        foreach (string prompt in completion.Prompts)
        {
            GenerationRequest request = completion.For(prompt);
            for (int choice = 0; choice < completion.Choices; choice++)
            {
                GenerationRequest ofChoice = request with { Generation = request.Generation.After(choice) };
                texts.Add(new GrowingText(texts.Count, source.Stream(ofChoice, cancellation), request.Generation.MaxLength, cancellation));
            }
        }
    }

    private async Task WriteAsync(ResponseStream stream, List<GrowingText> texts, CancellationToken cancellation)
    {
        List<GrowingText> growing = [.. texts];
        Task pause = Task.CompletedTask; // the first character is sent at once
        while (growing.Count > 0)
        {
            await Task.WhenAny(growing.Select(text => text.Next));
            foreach (GrowingText text in growing.Where(text => text.Next.IsCompleted))
            {
                int before = text.Characters;
                IReadOnlyList<GeneratedCharacter> part = await text.TakeAsync(pause);
                stream.Write(answer.With([answer.NextPart(text.Index, part, before, text.FinishReason)], usage: null), ServerJson.Default.CompletionResponse);
            }

            growing.RemoveAll(text => text.FinishReason is not null);
            await stream.FlushAsync(cancellation);
            pause = Task.Delay(Pause, cancellation);
        }

        if (completion.IncludeUsage)
        {
            stream.Write(answer.With([], answer.Usage(texts.Sum(text => text.Length))), ServerJson.Default.CompletionResponse);
        }

        await stream.EndAsync(cancellation);
    }
}
