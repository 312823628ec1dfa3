using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A likelihood transformer without its model.</summary>
internal sealed record LikelihoodSettings(string OutputColumnName, string InputColumnName, LikelihoodOptions Options);

/// <summary>A generation transformer without its model.</summary>
internal sealed record GenerationSettings(string OutputColumnName, string InputColumnName, TextGenerationOptions Options);

/// <summary>A detector without its model.</summary>
/// <param name="InputColumnName">The column of texts.</param>
/// <param name="Options">What the estimator was made with.</param>
/// <param name="Threshold">The bits per character above which a text is odd, once Fit has set it.</param>
/// <param name="HeldOut">What the threshold follows from; null if it was given.</param>
internal sealed record UnlikelyTextSettings(
    string InputColumnName, UnlikelyTextOptions Options, [property: JsonRequired] float Threshold = 0, [property: JsonRequired] HeldOutScores? HeldOut = null);

/// <summary>An embedding transformer without its model.</summary>
internal sealed record EmbeddingSettings(string OutputColumnName, string InputColumnName, TextEmbeddingOptions Options);

/// <summary>An answering transformer without its model.</summary>
internal sealed record AnswerSettings(string OutputColumnName, string InputColumnName, TextAnsweringOptions Options);

/// <summary>A tagging or classification transformer without its model.</summary>
internal sealed record LabelSettings(string InputColumnName, TextLabelOptions Options);

/// <summary>Writes settings as the JSON of a saved pipeline, and reads them.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LikelihoodSettings))]
[JsonSerializable(typeof(GenerationSettings))]
[JsonSerializable(typeof(UnlikelyTextSettings))]
[JsonSerializable(typeof(EmbeddingSettings))]
[JsonSerializable(typeof(AnswerSettings))]
[JsonSerializable(typeof(LabelSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext
{
    // Format 1 has these among the sampling options, whose other members its first readers need too.
    private static readonly string[] SavedInSampling = ["stop", "min_length"];

    public static string Write(LikelihoodSettings settings) => JsonSerializer.Serialize(settings, Default.LikelihoodSettings);

    public static string Write(UnlikelyTextSettings settings) => JsonSerializer.Serialize(settings, Default.UnlikelyTextSettings);

    public static string Write(EmbeddingSettings settings) => JsonSerializer.Serialize(settings, Default.EmbeddingSettings);

    public static string Write(AnswerSettings settings) => JsonSerializer.Serialize(settings, Default.AnswerSettings);

    public static string Write(LabelSettings settings) => JsonSerializer.Serialize(settings, Default.LabelSettings);

    public static string Write(GenerationSettings settings)
    {
        JsonObject json = JsonSerializer.SerializeToNode(settings, Default.GenerationSettings)!.AsObject();
        JsonObject options = json["options"]!.AsObject();
        JsonObject sampling = options["sampling"]!.AsObject();
        foreach (string name in SavedInSampling)
        {
            options.Remove(name, out JsonNode? value);
            sampling[name] = value;
        }

        sampling["max_length"] = settings.Options.MaxLength;
        sampling["choices"] = 1;
        return json.ToJsonString();
    }

    /// <exception cref="JsonException">The settings cannot be read.</exception>
    public static LikelihoodSettings ReadLikelihood(string json)
    {
        LikelihoodSettings read = JsonSerializer.Deserialize(json, Default.LikelihoodSettings) ?? throw new JsonException("they are null");
        CheckNames(read.OutputColumnName, read.InputColumnName);
        return read;
    }

    /// <exception cref="JsonException">The settings cannot be read.</exception>
    public static EmbeddingSettings ReadEmbedding(string json)
    {
        EmbeddingSettings read = JsonSerializer.Deserialize(json, Default.EmbeddingSettings) ?? throw new JsonException("they are null");
        CheckNames(read.OutputColumnName, read.InputColumnName);
        return read;
    }

    /// <exception cref="JsonException">The settings cannot be read.</exception>
    public static AnswerSettings ReadAnswer(string json)
    {
        AnswerSettings read = JsonSerializer.Deserialize(json, Default.AnswerSettings) ?? throw new JsonException("they are null");
        CheckNames(read.OutputColumnName, read.InputColumnName);
        return read;
    }

    /// <exception cref="JsonException">The settings cannot be read.</exception>
    public static UnlikelyTextSettings ReadUnlikelyText(string json)
    {
        UnlikelyTextSettings read = JsonSerializer.Deserialize(json, Default.UnlikelyTextSettings) ?? throw new JsonException("they are null");
        CheckName(read.InputColumnName);
        return read;
    }

    /// <exception cref="JsonException">The settings cannot be read.</exception>
    public static LabelSettings ReadLabels(string json)
    {
        LabelSettings read = JsonSerializer.Deserialize(json, Default.LabelSettings) ?? throw new JsonException("they are null");
        CheckName(read.InputColumnName);
        return read;
    }

    /// <exception cref="JsonException">The settings cannot be read.</exception>
    public static GenerationSettings ReadGeneration(string json)
    {
        JsonNode? settings = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        if (settings is JsonObject root && root["options"] is JsonObject options && options["sampling"] is JsonObject sampling)
        {
            foreach (string name in SavedInSampling.Where(sampling.ContainsKey))
            {
                options[name] = sampling[name]?.DeepClone();
            }
        }

        GenerationSettings read = Deserialize(settings) ?? throw new JsonException("they are null");
        CheckNames(read.OutputColumnName, read.InputColumnName);
        read.Options.MinLength = Math.Min(read.Options.MinLength, read.Options.MaxLength); // earlier versions saved greater ones, to the same effect
        return read;
    }

    private static GenerationSettings? Deserialize(JsonNode? settings)
    {
        try
        {
            return settings.Deserialize(Default.GenerationSettings);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, exception); // half a surrogate pair, which a node reads only now
        }
    }

    private static void CheckName(string inputColumnName)
    {
        if (inputColumnName.Length == 0)
        {
            throw new JsonException("input_column_name is empty; must be a name");
        }
    }

    private static void CheckNames(string outputColumnName, string inputColumnName)
    {
        if (outputColumnName.Length == 0 || inputColumnName.Length == 0)
        {
            throw new JsonException("output_column_name or input_column_name is empty; must be a name");
        }
    }
}
