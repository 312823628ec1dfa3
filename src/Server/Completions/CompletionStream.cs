using System.Text.Json;
using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>Sends texts as server-sent events while they grow.</summary>
internal sealed class CompletionStream(Completion completion, CompletionAnswer answer, GenerationScheduler scheduler)
{
    private static readonly byte[] Prefix = "data: "u8.ToArray();
    private static readonly byte[] Suffix = "\n\n"u8.ToArray();

    /// <exception cref="SchedulerFullException">The queue is full; nothing was sent.</exception>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellation)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        GrowingText[] texts = [];
        try
        {
            texts = [.. Start(all.Token)];
            Array.ForEach(texts, text => text.ThrowIfRefused());
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-cache";
            response.Headers["X-Accel-Buffering"] = "no"; // nginx passes events on as they come
            await WriteEventsAsync(response, texts, cancellation);
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

    private IEnumerable<GrowingText> Start(CancellationToken cancellation)
    {
        int index = 0;
        foreach (string prompt in completion.Prompts)
        {
            GenerationRequest request = completion.For(prompt);
            for (int choice = 0; choice < completion.Choices; choice++)
            {
                GenerationOptions generation = request.Generation.After(choice);
                yield return new GrowingText(index++, scheduler.StreamCharactersAsync(request with { Generation = generation }, cancellation), generation.MaxLength, cancellation);
            }
        }
    }

    private async Task WriteEventsAsync(HttpResponse response, GrowingText[] texts, CancellationToken cancellation)
    {
        foreach (GrowingText text in completion.Echo ? texts : [])
        {
            // TODO echo
        }

        List<GrowingText> growing = [.. texts];
        while (growing.Count > 0)
        {
            await Task.WhenAny(growing.Select(text => text.Next));
            foreach (GrowingText text in growing.Where(text => text.Next.IsCompleted))
            {
                int offset = text.Length;
                IReadOnlyList<GeneratedCharacter> characters = await text.TakeAsync();
                await WriteAsync(response, answer.With([answer.Choice(text.Index, characters, offset, text.FinishReason)], usage: null), cancellation);
            }

            growing.RemoveAll(text => text.FinishReason is not null);
            await response.Body.FlushAsync(cancellation);
        }

        if (completion.IncludeUsage)
        {
            await WriteAsync(response, answer.With([], answer.Usage(texts.Sum(text => text.Length))), cancellation);
        }

        await response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), cancellation);
    }

    private static async Task WriteAsync(HttpResponse response, CompletionResponse part, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(Prefix, cancellation);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(part, ServerJson.Default.CompletionResponse), cancellation);
        await response.Body.WriteAsync(Suffix, cancellation);
    }
}
