using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary><c>POST /v1/completions</c>: texts that continue prompts.</summary>
internal sealed class CompletionsEndpoint(ServedModels models, ClientSessions sessions, IOptions<CharRnnServerOptions> options, TimeProvider time, ILogger<CompletionsEndpoint> logger)
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
            logger.Prompted([.. completion.Prompts.Select(prompt => VisibleText.Line(prompt))]); // a prompt writes no line of its own
        }

        IReadOnlyList<GeneratedCharacter>[] echoes = await Echo.ReadAsync(completion, snapshot.Model, cancellation);
        CompletionAnswer answer = new(completion, echoes, snapshot.Model, modelName, time.GetUtcNow());
        TextSource source = new(snapshot.Scheduler, completion.Session is { } session ? sessions.Get(http.Request, session) : null, modelName, RequestId.Of(http.Request));
        int generated = await GenerateAsync(http.Response, completion, answer, source, cancellation);
        logger.Completed(modelName, completion.Prompts.Count, completion.PromptLengths.Sum(), generated, time.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <returns>How many characters were generated.</returns>
    private static async Task<int> GenerateAsync(HttpResponse response, Completion completion, CompletionAnswer answer, TextSource source, CancellationToken cancellation)
    {
        try
        {
            return await (completion.IsStream
                ? new CompletionStream(completion, answer, source).WriteAsync(response, cancellation)
                : WriteAsync(response, completion, answer, source, cancellation));
        }
        catch (InvalidModelException) when (completion.ForbidsCharacters)
        {
            throw ApiException.BadRequest("No character is left to be drawn; logit_bias, and stop with min_tokens, must leave one.", completion.Request.Sampling.LogitBias.Count > 0 ? "logit_bias" : "stop");
        }
    }

    /// <returns>How many characters were generated.</returns>
    private static async Task<int> WriteAsync(HttpResponse response, Completion completion, CompletionAnswer answer, TextSource source, CancellationToken cancellation)
    {
        using CancellationTokenSource all = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<IReadOnlyList<GeneratedText>>[] texts = [.. completion.Prompts.Select(prompt => GenerateAsync(completion.For(prompt), completion.Candidates, source, all))];
        GeneratedText[] byIndex = [.. (await Task.WhenAll(texts)).SelectMany(ofPrompt => ofPrompt)];
        int generated = byIndex.Sum(text => text.Characters.Count);
        await response.WriteAsJsonAsync(
            answer.With([.. byIndex.Select((text, index) => answer.WholeText(index, text))], answer.Usage(generated)), ServerJson.Default.CompletionResponse, cancellationToken: cancellation);
        return generated;
    }

    /// <summary>Generates the texts of a prompt. Where they cannot be had, those of the other prompts are of no use.</summary>
    private static async Task<IReadOnlyList<GeneratedText>> GenerateAsync(GenerationRequest request, int candidates, TextSource source, CancellationTokenSource all)
    {
        try
        {
            return await source.GenerateAsync(request, candidates, all.Token);
        }
        catch
        {
            await all.CancelAsync();
            throw;
        }
    }
}
