using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>
/// How a model was trained: the document <c>charrnn.training</c> of weights files and ONNX files. It is for information only.
/// A value that is not known is null.
/// </summary>
public sealed record TrainingRecord : IJsonOnDeserialized
{
    /// <summary>Gets the name of the corpus or of its file.</summary>
    public string? Corpus { get; init; }

    /// <summary>Gets the SHA-256 of the corpus, in lower-case hexadecimal.</summary>
    public string? CorpusSha256 { get; init; }

    /// <summary>Gets the number of characters (Unicode scalars) in the corpus.</summary>
    public long? Characters { get; init; }

    /// <summary>Gets the number of optimiser steps.</summary>
    public long? Steps { get; init; }

    /// <summary>Gets the training loss in nats per token, smoothed over the last steps.</summary>
    public double? TrainLossNats { get; init; }

    /// <summary>Gets the validation loss in nats per token.</summary>
    public double? ValidationLossNats { get; init; }

    /// <summary>Gets the validation loss in bits per character, which in a byte model has one token or more, and in a model of words a part of one.</summary>
    public double? ValidationBitsPerCharacter { get; init; }

    /// <summary>Gets the perplexity per word of the validation part, of a model of words: e to its loss in nats, white space included, over its words without white space. Otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationPerplexityPerWord { get; init; }

    /// <summary>Gets the fraction of the validation part's labels that the model gives, of a model that gives labels. Otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationAccuracy { get; init; }

    /// <summary>Gets the seed of the run.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Gets the name and version of the training engine.</summary>
    public string? Engine { get; init; }

    /// <summary>Gets how the weights were learnt, in words, and what was not learnt; null if all were learnt by gradient descent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Method { get; init; }

    /// <summary>Gets the trainings before this one, oldest first, if it was a fine-tuning; otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TrainingRecord>? EarlierTrainings { get; init; }

    /// <summary>Gets or sets the fields of the document that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }

    // The serializer accepts null in an array and numbers beyond the range of a double, which it could not write again.
    void IJsonOnDeserialized.OnDeserialized()
    {
        if (EarlierTrainings?.Contains(null!) == true)
        {
            throw new JsonException("earlier_trainings holds null; must hold objects only");
        }

        foreach (double? figure in (ReadOnlySpan<double?>)[TrainLossNats, ValidationLossNats, ValidationBitsPerCharacter, ValidationPerplexityPerWord, ValidationAccuracy])
        {
            if (figure is { } number && !double.IsFinite(number))
            {
                throw new JsonException($"a figure is {number}; must be a finite number");
            }
        }
    }
}
