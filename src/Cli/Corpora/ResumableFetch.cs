using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace CharRnn.Cli;

/// <summary>
/// Downloads a file of known size by one GET request, continuing what an earlier download left. HttpClient uses the system's proxy
/// settings (on Linux HTTPS_PROXY, ALL_PROXY and NO_PROXY) and certificates, and follows redirects, but not from HTTPS to HTTP.
/// </summary>
/// <param name="client">The client, without a timeout of its own.</param>
/// <param name="address">The address of the file.</param>
/// <param name="size">Its length in bytes.</param>
/// <param name="idleTimeout">The longest time without data.</param>
/// <param name="totalTimeout">The longest time in all.</param>
internal sealed class ResumableFetch(HttpClient client, Uri address, long size, TimeSpan idleTimeout, TimeSpan totalTimeout)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Appends the missing bytes to a partial file, or rewrites it if the server sends the whole file.</summary>
    /// <returns>
    /// Whether bytes of an earlier download were kept. The file may then still be too short, if the server cannot continue from there;
    /// the caller finds out by the hash.
    /// </returns>
    /// <exception cref="HttpRequestException">The network or the server failed; what has arrived is kept.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<bool> RunAsync(string partial, IProgress<double>? progress, CancellationToken cancellation)
    {
        await using FileStream file = OwnFile.Open(partial, FileShare.Read);
        if (file.Length >= size)
        {
            return true;
        }

        using CancellationTokenSource total = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        total.CancelAfter(totalTimeout);
        try
        {
            return await ReceiveAsync(file, progress, total.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"it did not end within {totalTimeout.TotalSeconds:0.##} seconds", exception);
        }
    }

    private async Task<bool> ReceiveAsync(FileStream file, IProgress<double>? progress, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await AskAsync(from: file.Length, cancellation);
        if (FirstByte(response, file.Length) is not { } first)
        {
            return true;
        }

        if (response.Content.Headers.ContentLength is { } length && first + length != size)
        {
            throw new HttpRequestException($"the server offers {first + length:N0} bytes; must be {size:N0}");
        }

        file.SetLength(first);
        file.Position = first;
        await CopyAsync(response, file, progress, cancellation);
        file.Flush(flushToDisk: true);
        return first > 0;
    }

    private Task<HttpResponseMessage> AskAsync(long from, CancellationToken cancellation)
    {
        HttpRequestMessage request = new(HttpMethod.Get, address);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        return WhileNotIdle(idle => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle), cancellation);
    }

    /// <summary>Returns the first byte of the file in the response, or null if it does not continue what is kept.</summary>
    private static long? FirstByte(HttpResponseMessage response, long kept) => response.StatusCode switch
    {
        HttpStatusCode.OK => 0, // the whole file: the server does not support ranges
        HttpStatusCode.PartialContent when kept > 0 => response.Content.Headers.ContentRange?.From == kept ? kept : null,
        HttpStatusCode.RequestedRangeNotSatisfiable when kept > 0 => null,
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest when response.Headers.Location is { } place =>
            throw new HttpRequestException($"the server redirects to {place}, which is not followed"),
        _ => throw new HttpRequestException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}"),
    };

    private async Task CopyAsync(HttpResponseMessage response, FileStream file, IProgress<double>? progress, CancellationToken cancellation)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[BufferSize];
        while (await WhileNotIdle(idle => body.ReadAsync(buffer, idle).AsTask(), cancellation) is > 0 and int read)
        {
            if (file.Position + read > size)
            {
                file.SetLength(0);
                throw new HttpRequestException($"the server sends more than the expected {size:N0} bytes");
            }

            file.Write(buffer, 0, read);
            progress?.Report((double)file.Position / size);
        }

        if (file.Position < size)
        {
            throw new HttpRequestException("the connection ended early");
        }
    }

    /// <summary>Waits for the network, up to the idle timeout, and turns every failure into an <see cref="HttpRequestException"/>.</summary>
    private async Task<T> WhileNotIdle<T>(Func<CancellationToken, Task<T>> receive, CancellationToken cancellation)
    {
        using CancellationTokenSource idle = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        idle.CancelAfter(idleTimeout);
        try
        {
            return await receive(idle.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"nothing arrived for {idleTimeout.TotalSeconds:0.##} seconds", exception);
        }
        catch (HttpRequestException exception) when (exception.InnerException is AuthenticationException tls)
        {
            throw new HttpRequestException(tls.Message, exception); // the outer message only refers to the inner exception
        }
        catch (HttpIOException exception) when (exception.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            throw new HttpRequestException("the connection ended early", exception);
        }
        catch (Exception exception) when (exception is IOException or FormatException or NotSupportedException or ArgumentException) // the last of a redirect
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }
}
