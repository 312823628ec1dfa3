using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Counts the requests that are served at once.</summary>
internal sealed class RequestLimiter(IOptions<CharRnnServerOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxConcurrentRequests });

    public RateLimitLease Acquire() => limiter.AttemptAcquire();

    public void Dispose() => limiter.Dispose();
}
