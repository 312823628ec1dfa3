using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;

namespace CharRnn.Orleans;

/// <summary>A request in a grain's message, as JSON: an option that is added to the library needs nothing here.</summary>
[GenerateSerializer]
[Immutable]
[Alias("CharRnn.GenerationRequest")]
internal struct GenerationRequestSurrogate
{
    [Id(0)]
    public byte[] Json;
}

/// <summary>Puts requests into grains' messages.</summary>
[RegisterConverter]
internal sealed class GenerationRequestConverter : IConverter<GenerationRequest, GenerationRequestSurrogate>
{
    public GenerationRequest ConvertFromSurrogate(in GenerationRequestSurrogate surrogate) =>
        JsonSerializer.Deserialize(surrogate.Json, RequestJson.Default.GenerationRequest) ?? throw new JsonException("The request is null.");

    public GenerationRequestSurrogate ConvertToSurrogate(in GenerationRequest value) =>
        new() { Json = JsonSerializer.SerializeToUtf8Bytes(value, RequestJson.Default.GenerationRequest) };
}

/// <summary>Reads and writes requests. A bias can be minus infinity.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GenerationRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;
