using CharRnn.Server;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the server's endpoints to an application.</summary>
public static class CharRnnServerEndpointExtensions
{
    /// <summary>Maps the endpoints of <c>services.AddCharRnnServer</c>.</summary>
    /// <param name="endpoints">The application.</param>
    public static void MapCharRnnServer(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder api = endpoints.MapGroup("/v1").AddEndpointFilter<ErrorFilter>();
        api.MapPost("/completions", CompletionsEndpoint.HandleAsync);
    }
}
