namespace CharRnn.Server;

/// <summary>The time that a request may take. At its end, the request is cancelled as if its client had left.</summary>
internal sealed class RequestTime : IDisposable
{
    private readonly HttpContext http;
    private readonly CancellationToken client;
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource over;

    private RequestTime(HttpContext http, TimeSpan limit)
    {
        (this.http, this.limit, client) = (http, limit, http.RequestAborted);
        over = CancellationTokenSource.CreateLinkedTokenSource(client);
        http.RequestAborted = over.Token;
        Restart();
    }

    /// <summary>Gets whether it is over, and the client is still there.</summary>
    public bool IsOver => over.IsCancellationRequested && !client.IsCancellationRequested;

    public static RequestTime Begin(HttpContext http, TimeSpan limit)
    {
        RequestTime time = new(http, limit);
        http.Features.Set(time);
        return time;
    }

    /// <summary>Gives the request the whole time again.</summary>
    public void Restart() => over.CancelAfter(limit);

    public void Dispose()
    {
        http.RequestAborted = client;
        over.Dispose();
    }
}
