using System.Text.Json.Serialization;

namespace CharRnn.Server;

/// <summary>Reads and writes the bodies. A field that is given twice is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(CompletionResponse))]
[JsonSerializable(typeof(DeletedSession))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(ForkRequest))]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(SessionDescription))]
[JsonSerializable(typeof(ScoreRequest))]
[JsonSerializable(typeof(ScoreLine))]
[JsonSerializable(typeof(ScoreResponse))]
internal sealed partial class ServerJson : JsonSerializerContext;
