using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CharRnn.Server;

/// <summary>
/// Answers a stream of lines, <c>{"text":"..."}</c> each, by a line for each, in their order, while more come. A line that cannot be scored has
/// its error in its place. A batch is what has come while the one before was scored.
/// </summary>
/// <param name="score">Scores texts.</param>
/// <param name="options">The limits.</param>
internal sealed class ScoredLines(Func<IReadOnlyList<string>, Task<IReadOnlyList<TextScore>>> score, CharRnnServerOptions options)
{
    private static readonly string[] MediaTypes = ["application/x-ndjson", "application/jsonl"];

    /// <summary>Returns whether the body of a request is lines.</summary>
    public static bool AreIn(HttpRequest request) =>
        request.GetTypedHeaders().ContentType?.MediaType is { HasValue: true } type && MediaTypes.Contains(type.Value, StringComparer.OrdinalIgnoreCase);

    /// <param name="http">The request.</param>
    /// <param name="stopping">Set when the server stops: it waits for no more lines.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>How many lines were answered.</returns>
    public async Task<long> AnswerAsync(HttpContext http, CancellationToken stopping, CancellationToken cancellation)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        AllowAnyLength(http);
        ResponseStream stream = ResponseStream.Lines(http.Response);
        await stream.FlushAsync(cancellation); // a client may wait for the answer's head before it sends more
        LineReader lines = new(http.Request.BodyReader, options.MaxRequestBodySize);
        long count = 0;
        while (await lines.ReadAsync(waiting.Token) is { Count: > 0 } batch)
        {
            await AnswerAsync(stream, batch, count + 1);
            await stream.FlushAsync(cancellation);
            http.Features.Get<RequestTime>()?.Restart();
            count += batch.Count;
        }

        return count;
    }

    private async Task AnswerAsync(ResponseStream stream, IReadOnlyList<byte[]?> batch, long firstNumber)
    {
        (string? Text, ApiException? Problem)[] lines = [.. batch.Select((line, index) => Read(line, firstNumber + index))];
        using IEnumerator<TextScore> scores = (await score([.. lines.Where(line => line.Text is not null).Select(line => line.Text!)])).GetEnumerator();
        foreach ((string? text, ApiException? problem) in lines)
        {
            if (text is not null && scores.MoveNext())
            {
                stream.Write(scores.Current, ServerJson.Default.TextScore);
            }
            else
            {
                stream.Write(problem!.ToResponse(), ServerJson.Default.ErrorResponse);
            }
        }
    }

    private (string? Text, ApiException? Problem) Read(byte[]? line, long number)
    {
        try
        {
            Check.That(line is not null, "", $"The line is longer than {options.MaxRequestBodySize} bytes, the maximum.");
            ScoreLine read = RequestBody.Read(line!, number, ServerJson.Default.ScoreLine);
            Check.RefuseUnknown(read.Unknown);
            Check.That(read.Text is not null, "text", $"text is missing; must be a string.");
            Check.Length("text", read.Text!, options.MaxPromptLength);
            return (read.Text, null);
        }
        catch (ApiException problem)
        {
            return (null, problem);
        }
    }

    // The lines are limited, not all of them together; and whoever types them types slowly.
    private static void AllowAnyLength(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
