using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>
/// How a model was made: the document <c>charrnn.training</c> of weights files and ONNX files. For information only;
/// what is not known is null.
/// </summary>
public sealed record TrainingRecord
{
    /// <summary>The corpus by name, or its file's name.</summary>
    public string? Corpus { get; init; }

    /// <summary>SHA-256 of the corpus' bytes, in lower-case hexadecimal.</summary>
    public string? CorpusSha256 { get; init; }

    /// <summary>Characters (Unicode scalars) of the whole corpus.</summary>
    public long? Characters { get; init; }

    /// <summary>Optimiser steps taken.</summary>
    public long? Steps { get; init; }

    /// <summary>Training loss, nats per symbol, smoothed over the last steps.</summary>
    public double? TrainLossNats { get; init; }

    /// <summary>Validation loss, nats per symbol.</summary>
    public double? ValidationLossNats { get; init; }

    /// <summary>Validation loss, bits per symbol.</summary>
    public double? ValidationBitsPerCharacter { get; init; }

    /// <summary>Seed of the run.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What did the arithmetic, by name and version.</summary>
    public string? Engine { get; init; }

    /// <summary>The trainings before this one, oldest first, where it went on from weights that another text had made; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TrainingRecord>? EarlierTrainings { get; init; }

    /// <summary>Fields of the document that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }
}
