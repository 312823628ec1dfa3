using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary><c>POST /v1/completions</c>: texts that continue prompts.</summary>
internal static class CompletionsEndpoint
{
    public static async Task HandleAsync(HttpContext http, ServedModels models, IOptions<CharRnnServerOptions> options, TimeProvider time)
    {
        CancellationToken cancellation = http.RequestAborted;
        CompletionRequest request = await RequestBody.ReadAsync(http, ServerJson.Default.CompletionRequest, cancellation);
        string modelName = models.Resolve(request.Model);
        CharRnnSnapshot snapshot = http.RequestServices.GetRequiredKeyedService<CharRnnSnapshot>(modelName);
        Completion completion = new CompletionReader(options.Value, snapshot.Model.Vocabulary).Read(request);
        CompletionAnswer answer = new(completion, snapshot.Model, modelName, time.GetUtcNow());
        await (completion.IsStream
            ? new CompletionStream(completion, answer, snapshot.Scheduler).WriteAsync(http.Response, cancellation)
            : WriteAsync(http.Response, completion, answer, snapshot.Scheduler, cancellation));
    }

    private static async Task WriteAsync(HttpResponse response, Completion completion, CompletionAnswer answer, GenerationScheduler scheduler, CancellationToken cancellation)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<IReadOnlyList<GeneratedText>>[] texts = [.. completion.Prompts.Select(prompt => GenerateAsync(completion.For(prompt), completion.Candidates, scheduler, all))];
        IReadOnlyList<GeneratedText>[] byPrompt = await Task.WhenAll(texts);
        CompletionChoice[] choices = [.. byPrompt.SelectMany(ofPrompt => ofPrompt).Select((text, index) => answer.Choice(index, text.Characters, 0, text.FinishReason))];
        CompletionUsage usage = answer.Usage(byPrompt.SelectMany(ofPrompt => ofPrompt).Sum(text => text.Characters.Count));
        await response.WriteAsJsonAsync(answer.With(choices, usage), ServerJson.Default.CompletionResponse, cancellationToken: cancellation);
    }

    /// <summary>Generates the texts of a prompt. Where they cannot be had, those of the other prompts are of no use.</summary>
    private static async Task<IReadOnlyList<GeneratedText>> GenerateAsync(GenerationRequest request, int candidates, GenerationScheduler scheduler, CancellationTokenSource all)
    {
        try
        {
            return candidates > request.Generation.Choices
                ? await scheduler.GenerateBestOfAsync(request, candidates, all.Token)
                : await scheduler.GenerateChoicesAsync(request, all.Token);
        }
        catch
        {
            await all.CancelAsync();
            throw;
        }
    }
}
