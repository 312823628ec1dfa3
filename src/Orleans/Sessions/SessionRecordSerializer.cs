using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace CharRnn.Orleans;

/// <summary>
/// Writes sessions as JSON and reads them, of any storage. What cannot be read is a session that is damaged, and not an error here, so that
/// it can still be deleted.
/// </summary>
internal sealed class SessionRecordSerializer(IOptions<SessionGrainOptions> options) : IGrainStorageSerializer
{
    private const int Overhead = 4096; // bytes, of all but the state
    private const long MostCount = 1L << 53;
    private const int LastYear = 9000; // a session's time can be added to it

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(Check(input), SessionJson.Default.SessionRecord));

    public T? Deserialize<T>(BinaryData input) => (T)(object)Read(input.ToMemory());

    private SessionRecord Read(ReadOnlyMemory<byte> json)
    {
        long most = ((long)options.Value.MaxStateSize * 2 * 4 / 3) + Overhead; // base64, of two states
        if (json.Length > most)
        {
            return Damaged($"What is stored of the session has {json.Length} bytes; must be at most {most}.");
        }

        try
        {
            SessionRecord? record = JsonSerializer.Deserialize(json.Span, SessionJson.Default.SessionRecord);
            return record is null ? Damaged("What is stored of the session is null.")
                : record.Format != SessionRecord.CurrentFormat ? Damaged($"What is stored of the session has format {record.Format}; this version of CharRnn reads format {SessionRecord.CurrentFormat}.")
                : !IsSound(record) || record.Before is { Before: not null } || (record.Before is { } before && !IsSound(before)) ? Damaged("What is stored of the session is damaged: it holds values that no session has.")
                : record;
        }
        catch (JsonException exception)
        {
            return Damaged($"What is stored of the session is not valid JSON at byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static bool IsSound(SessionRecord record) => record is
    {
        State: not null, Model: not null, Characters: >= 0 and < MostCount, Requests: >= 0 and < MostCount, Created.Year: < LastYear, Used.Year: < LastYear,
    };

    private static SessionRecord Check<T>(T? input) =>
        input as SessionRecord ?? throw new NotSupportedException($"The storage {CharRnnSiloBuilderExtensions.StorageName} is for sessions, and not for {typeof(T)}.");

    private static SessionRecord Damaged(string why) => new() { Damage = why };
}

/// <summary>Reads and writes what is stored of a session.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 4)]
[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class SessionJson : JsonSerializerContext;
