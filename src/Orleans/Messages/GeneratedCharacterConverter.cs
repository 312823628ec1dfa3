using CharRnn.Inference;

namespace CharRnn.Orleans;

/// <summary>A generated character in a grain's message.</summary>
[GenerateSerializer]
[Immutable]
[Alias("CharRnn.GeneratedCharacter")]
internal struct GeneratedCharacterSurrogate
{
    [Id(0)]
    public string Text;

    [Id(1)]
    public double? LogProbability;

    [Id(2)]
    public string[]? Alternatives;

    [Id(3)]
    public double[]? AlternativeLogProbabilities;

    [Id(4)]
    public bool IsCut;
}

/// <summary>Puts generated characters into grains' messages.</summary>
[RegisterConverter]
internal sealed class GeneratedCharacterConverter : IConverter<GeneratedCharacter, GeneratedCharacterSurrogate>
{
    public GeneratedCharacter ConvertFromSurrogate(in GeneratedCharacterSurrogate surrogate) => new(
        surrogate.Text,
        surrogate.LogProbability,
        surrogate.Alternatives?.Zip(surrogate.AlternativeLogProbabilities!, (text, logProbability) => new AlternativeCharacter(text, logProbability)).ToArray())
    {
        IsCut = surrogate.IsCut,
    };

    public GeneratedCharacterSurrogate ConvertToSurrogate(in GeneratedCharacter value) => new()
    {
        Text = value.Text,
        LogProbability = value.LogProbability,
        Alternatives = value.Alternatives?.Select(alternative => alternative.Text).ToArray(),
        AlternativeLogProbabilities = value.Alternatives?.Select(alternative => alternative.LogProbability).ToArray(),
        IsCut = value.IsCut,
    };
}
