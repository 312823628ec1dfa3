using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary><c>POST /v1/completions</c>: texts that continue prompts.</summary>
internal sealed class CompletionsEndpoint(ServedModels models, IOptions<CharRnnServerOptions> options, TimeProvider time, ILogger<CompletionsEndpoint> logger)
{
    public static Task HandleAsync(HttpContext http, CompletionsEndpoint endpoint) => endpoint.AnswerAsync(http, http.RequestAborted);

    private async Task AnswerAsync(HttpContext http, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        CompletionRequest request = await RequestBody.ReadAsync(http.Request, ServerJson.Default.CompletionRequest, cancellation);
        string modelName = models.Resolve(request.Model);
        CharRnnSnapshot snapshot = http.RequestServices.GetRequiredKeyedService<CharRnnSnapshot>(modelName);
        Completion completion = new CompletionReader(options.Value, snapshot.Model.Vocabulary).Read(request);
        if (options.Value.LogPrompts)
        {
            logger.Prompted(completion.Prompts);
        }

        IReadOnlyList<GeneratedCharacter>[] echoes = await Echo.ReadAsync(completion, snapshot.Model, cancellation);
        CompletionAnswer answer = new(completion, echoes, snapshot.Model, modelName, time.GetUtcNow());
        int generated = await GenerateAsync(http.Response, completion, answer, snapshot.Scheduler, cancellation);
        logger.Completed(modelName, completion.Prompts.Count, completion.PromptLengths.Sum(), generated, time.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <returns>How many characters were generated.</returns>
    private static async Task<int> GenerateAsync(HttpResponse response, Completion completion, CompletionAnswer answer, GenerationScheduler scheduler, CancellationToken cancellation)
    {
        try
        {
            return await (completion.IsStream
                ? new CompletionStream(completion, answer, scheduler).WriteAsync(response, cancellation)
                : WriteAsync(response, completion, answer, scheduler, cancellation));
        }
        catch (InvalidModelException) when (completion.ForbidsCharacters)
        {
            throw ApiException.BadRequest("No character is left to be drawn; logit_bias, and stop with min_tokens, must leave one.", "logit_bias");
        }
    }

    /// <returns>How many characters were generated.</returns>
    private static async Task<int> WriteAsync(HttpResponse response, Completion completion, CompletionAnswer answer, GenerationScheduler scheduler, CancellationToken cancellation)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<IReadOnlyList<GeneratedText>>[] texts = [.. completion.Prompts.Select(prompt => GenerateAsync(completion.For(prompt), completion.Candidates, scheduler, all))];
        GeneratedText[] byIndex = [.. (await Task.WhenAll(texts)).SelectMany(ofPrompt => ofPrompt)];
        int generated = byIndex.Sum(text => text.Characters.Count);
        await response.WriteAsJsonAsync(
            answer.With([.. byIndex.Select((text, index) => answer.WholeText(index, text))], answer.Usage(generated)), ServerJson.Default.CompletionResponse, cancellationToken: cancellation);
        return generated;
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
