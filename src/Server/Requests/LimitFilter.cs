using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Limits how many requests are served at once, how long each takes, and how long its body is.</summary>
internal sealed class LimitFilter(RequestLimiter limiter, IOptions<CharRnnServerOptions> options) : IEndpointFilter
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using RateLimitLease lease = limiter.Acquire();
        if (!lease.IsAcquired)
        {
            string message = $"{options.Value.MaxConcurrentRequests} requests are being served, the maximum. Try again in {RetryAfter.TotalSeconds} s.";
            throw new ApiException(StatusCodes.Status429TooManyRequests, message, code: "too_many_requests") { RetryAfter = RetryAfter };
        }

        HttpContext http = context.HttpContext;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = options.Value.MaxRequestBodySize;
        }

        using RequestTime time = RequestTime.Begin(http, options.Value.RequestTimeout);
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (time.IsOver)
        {
            throw new ApiException(StatusCodes.Status408RequestTimeout, $"The request took longer than {options.Value.RequestTimeout}, the maximum.", code: "timeout");
        }
    }
}
