using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary><c>POST /v1/score</c>: how likely texts are. One body has one answer; lines are answered one by one, while more come.</summary>
internal sealed class ScoreEndpoint(ServedModels models, TextScorer scorer, IOptions<CharRnnServerOptions> options, IHostApplicationLifetime application, TimeProvider time, ILogger<ScoreEndpoint> logger)
{
    public static Task HandleAsync(HttpContext http, ScoreEndpoint endpoint) =>
        ScoredLines.AreIn(http.Request) ? endpoint.AnswerLinesAsync(http, http.RequestAborted) : endpoint.AnswerAsync(http, http.RequestAborted);

    private async Task AnswerAsync(HttpContext http, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        ScoreQuery.RefuseAll(http.Request.Query);
        ScoreRequest request = await RequestBody.ReadAsync(http.Request, ServerJson.Default.ScoreRequest, cancellation);
        Check.RefuseUnknown(request.Unknown);
        IReadOnlyList<string> texts = ReadTexts(request);
        string model = models.Resolve(request.Model);
        IReadOnlyList<TextScore> scores = await scorer.ScoreAsync(model, texts, request.Surprisals ?? false, cancellation);
        logger.Scored(model, texts.Count, time.GetElapsedTime(start).TotalMilliseconds);
        await http.Response.WriteAsJsonAsync(new ScoreResponse(model, scores), ServerJson.Default.ScoreResponse, cancellationToken: cancellation);
    }

    private async Task AnswerLinesAsync(HttpContext http, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        (string? given, bool withSurprisals) = ScoreQuery.Read(http.Request.Query);
        string model = models.Resolve(given);
        ScoredLines lines = new(texts => scorer.ScoreAsync(model, texts, withSurprisals, cancellation), options.Value);
        long count = await lines.AnswerAsync(http, application.ApplicationStopping, cancellation);
        logger.Scored(model, count, time.GetElapsedTime(start).TotalMilliseconds);
    }

    private IReadOnlyList<string> ReadTexts(ScoreRequest request)
    {
        Check.That((request.Text is null) != (request.Texts is null), "text", $"text and texts are {(request.Text is null ? "both missing" : "both given")}; must be one of the two.");
        IReadOnlyList<string> texts = request.Texts ?? [request.Text!];
        Check.That(texts.Count <= options.Value.MaxTexts, "texts", $"texts has {texts.Count} texts; must be at most {options.Value.MaxTexts}.");
        foreach (string text in texts)
        {
            Check.Length(request.Text is null ? "texts" : "text", text, options.Value.MaxPromptLength);
        }

        return texts;
    }
}
