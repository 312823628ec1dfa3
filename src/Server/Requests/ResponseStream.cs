using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CharRnn.Server;

/// <summary>An answer of many JSON values, sent one by one: as server-sent events, or as lines.</summary>
internal sealed class ResponseStream
{
    private readonly HttpResponse response;
    private readonly byte[] before;
    private readonly byte[] after;

    private ResponseStream(HttpResponse response, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        (this.response, this.before, this.after) = (response, before.ToArray(), after.ToArray());

    /// <summary>Begins an answer of server-sent events.</summary>
    public static ResponseStream Events(HttpResponse response) => new ResponseStream(response, "data: "u8, "\n\n"u8).Begin("text/event-stream; charset=utf-8");

    /// <summary>Begins an answer of lines.</summary>
    public static ResponseStream Lines(HttpResponse response) => new ResponseStream(response, ""u8, "\n"u8).Begin("application/x-ndjson");

    /// <summary>Returns the stream that an answer has begun; null if it is none.</summary>
    public static ResponseStream? Of(HttpResponse response) => response.HttpContext.Features.Get<ResponseStream>();

    /// <summary>Writes a value, to be sent with the next flush.</summary>
    public void Write<T>(T value, JsonTypeInfo<T> type)
    {
        response.BodyWriter.Write(before);
        using (Utf8JsonWriter writer = new(response.BodyWriter))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        response.BodyWriter.Write(after);
    }

    /// <summary>Writes the value that ends OpenAI's streams, and sends all.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        response.BodyWriter.Write("data: [DONE]\n\n"u8);
        await FlushAsync(cancellation);
    }

    /// <summary>Sends what was written.</summary>
    public async Task FlushAsync(CancellationToken cancellation) => await response.BodyWriter.FlushAsync(cancellation);

    private ResponseStream Begin(string contentType)
    {
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx passes on what comes as it comes
        response.HttpContext.Features.Set(this);
        return this;
    }
}
