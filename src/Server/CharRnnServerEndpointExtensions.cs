using CharRnn;
using CharRnn.Server;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the API to an application's endpoints.</summary>
public static class CharRnnServerEndpointExtensions
{
    private const string Json = "application/json";
    private const int Last = int.MaxValue; // asked where no other endpoint takes the request
    private const string Any = "*/*"; // the endpoints themselves refuse what they cannot read

    /// <summary>Maps <c>/v1/completions</c>, <c>/v1/sessions</c>, <c>/v1/models</c> and <c>/v1/score</c>, with the keys, limits and errors of <c>services.AddCharRnnServer</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>All of them, for example to require an authorization of the application's own.</returns>
    public static IEndpointConventionBuilder MapCharRnnServer(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder api = endpoints.MapGroup("/v1").WithTags("CharRnn");
        api.AddEndpointFilter<ErrorFilter>().AddEndpointFilter<ApiKeyFilter>();
        api.MapPost("/completions", CompletionsEndpoint.HandleAsync).AddEndpointFilter<LimitFilter>()
            .WithSummary("Continues prompts. A token is a character, or a word if the model has words.")
            .Accepts<CompletionRequest>(Json, Any).Produces<CompletionResponse>(StatusCodes.Status200OK, Json, "text/event-stream").WithErrors(400, 401, 404, 408, 413, 415, 429, 503);
        api.MapPost("/score", ScoreEndpoint.HandleAsync).AddEndpointFilter<LimitFilter>()
            .WithSummary("Says how likely texts are. Lines, each an object with a text, are answered one by one while they come.")
            .Accepts<ScoreRequest>(Json, "application/x-ndjson", Any).Produces<ScoreResponse>(StatusCodes.Status200OK, Json, "application/x-ndjson").WithErrors(400, 401, 404, 408, 413, 415, 429, 503);
        api.MapGet("/sessions/{id}", SessionsEndpoint.GetAsync).WithSummary("Describes a session.").Produces<SessionDescription>().WithErrors(400, 401, 404, 503);
        api.MapDelete("/sessions/{id}", SessionsEndpoint.DeleteAsync).WithSummary("Deletes a session.").Produces<DeletedSession>().WithErrors(400, 401, 404, 409, 503);
        api.MapPost("/sessions/{id}/fork", SessionsEndpoint.ForkAsync).AddEndpointFilter<LimitFilter>()
            .WithSummary("Copies a session.").Accepts<ForkRequest>(Json, Any).Produces<SessionDescription>(StatusCodes.Status201Created).WithErrors(400, 401, 404, 409, 413, 415, 429, 503);
        api.MapGet("/models", ModelsEndpoint.List).WithSummary("Lists the models.").Produces<ModelList>().WithErrors(401);
        api.MapGet("/models/{id}", ModelsEndpoint.Get).WithSummary("Describes a model.").Produces<ModelCard>().WithErrors(401, 404);
        RefuseOtherMethods(api, "POST", "/completions", "/score", "/sessions/{id}/fork");
        RefuseOtherMethods(api, "GET", "/models", "/models/{id}");
        RefuseOtherMethods(api, "GET, DELETE", "/sessions/{id}");
        api.Map("{**path}", IResult (HttpRequest request) => throw UnknownPath(request)).WithOrder(Last);
        return api;
    }

    internal static ApiException UnknownPath(HttpRequest request) =>
        new(StatusCodes.Status404NotFound, $"There is no {request.Method} {VisibleText.Line(request.Path, 80)}.", code: "unknown_url");

    private static void RefuseOtherMethods(RouteGroupBuilder api, string allowed, params string[] paths) =>
        Array.ForEach(paths, path => api.Map(path, IResult (HttpContext http) =>
        {
            http.Response.Headers.Allow = allowed;
            throw new ApiException(StatusCodes.Status405MethodNotAllowed, $"The method is {http.Request.Method}; must be {allowed.Replace(", ", " or ", StringComparison.Ordinal)}.", code: "method_not_allowed");
        }).WithOrder(Last));

    private static void WithErrors(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        Array.ForEach(statuses, status => endpoint.Produces<ErrorResponse>(status));
}
