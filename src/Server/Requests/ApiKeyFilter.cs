using Microsoft.Net.Http.Headers;

namespace CharRnn.Server;

/// <summary>Refuses requests without a key.</summary>
internal sealed class ApiKeyFilter(ApiKeys keys) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        if (keys.Allows(http.Request.Headers.Authorization))
        {
            return next(context);
        }

        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        throw new ApiException(StatusCodes.Status401Unauthorized, "The request has no valid key; must have the header Authorization: Bearer KEY.", code: "invalid_api_key");
    }
}
