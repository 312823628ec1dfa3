using System.Globalization;
using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>Answers with an error where a request is refused or fails. An answer that has begun ends with it.</summary>
internal sealed class ErrorFilter(ILogger<ErrorFilter> logger) : IEndpointFilter
{
    /// <summary>Answers with an error, in the shape of OpenAI's API.</summary>
    public static Task AnswerAsync(HttpResponse response, ApiException error)
    {
        response.StatusCode = error.Status;
        response.Headers.RetryAfter = error.RetryAfter?.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return response.WriteAsJsonAsync(error.ToResponse(), ServerJson.Default.ErrorResponse);
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty; // nobody is there to answer
        }
        catch (Exception exception)
        {
            await (http.Response.HasStarted ? EndAsync(http, ToApi(exception)) : AnswerAsync(http.Response, ToApi(exception)));
            return Results.Empty;
        }
    }

    private static async Task EndAsync(HttpContext http, ApiException error)
    {
        if (ResponseStream.Of(http.Response) is { } stream)
        {
            stream.Write(error.ToResponse(), ServerJson.Default.ErrorResponse);
            await stream.FlushAsync(http.RequestAborted);
        }
    }

    private ApiException ToApi(Exception exception)
    {
        switch (exception)
        {
            case ApiException api:
                return api;
            case BadHttpRequestException bad:
                return new ApiException(bad.StatusCode, bad.Message);
            case InvalidOptionsException or InvalidTextException:
                return ApiException.BadRequest(exception.Message);
            case SchedulerFullException full:
                return new ApiException(StatusCodes.Status503ServiceUnavailable, full.Message, code: "queue_full") { RetryAfter = full.RetryAfter };
            case ObjectDisposedException or OperationCanceledException:
                return new ApiException(StatusCodes.Status503ServiceUnavailable, "The server is stopping.", code: "stopping");
            case Exception when SessionErrors.Find(exception) is { } session:
                return session;
            default:
                logger.RequestFailed(exception);
                return new ApiException(StatusCodes.Status500InternalServerError, "The server failed; its log says why.");
        }
    }
}
