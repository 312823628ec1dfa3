using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>What a likelihood transformer is, but for its model.</summary>
internal sealed record LikelihoodSettings(string OutputColumnName, string InputColumnName, LikelihoodOptions Options);

/// <summary>What a generation transformer is, but for its model.</summary>
internal sealed record GenerationSettings(string OutputColumnName, string InputColumnName, GenerationOptions Options);

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LikelihoodSettings))]
[JsonSerializable(typeof(GenerationSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext
{
    public static string Write(LikelihoodSettings settings) => JsonSerializer.Serialize(settings, Default.LikelihoodSettings);

    public static string Write(GenerationSettings settings) => JsonSerializer.Serialize(settings, Default.GenerationSettings);

    public static LikelihoodSettings ReadLikelihood(string json) =>
        JsonSerializer.Deserialize(json, Default.LikelihoodSettings) ?? throw new JsonException("there are none");

    public static GenerationSettings ReadGeneration(string json) =>
        JsonSerializer.Deserialize(json, Default.GenerationSettings) ?? throw new JsonException("there are none");
}
