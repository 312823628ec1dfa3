namespace CharRnn.Orleans;

/// <summary>A score in a grain's message.</summary>
[GenerateSerializer]
[Immutable]
[Alias("CharRnn.SentenceScore")]
internal struct SentenceScoreSurrogate
{
    [Id(0)]
    public double LogLikelihood;

    [Id(1)]
    public int CharacterCount;

    [Id(2)]
    public int UnknownCount;

    [Id(3)]
    public int EndCount;

    [Id(4)]
    public double[]? Surprisals;
}

/// <summary>Puts scores into grains' messages.</summary>
[RegisterConverter]
internal sealed class SentenceScoreConverter : IConverter<SentenceScore, SentenceScoreSurrogate>
{
    public SentenceScore ConvertFromSurrogate(in SentenceScoreSurrogate surrogate) =>
        new(surrogate.LogLikelihood, surrogate.CharacterCount, surrogate.UnknownCount) { EndCount = surrogate.EndCount, Surprisals = surrogate.Surprisals };

    public SentenceScoreSurrogate ConvertToSurrogate(in SentenceScore value) => new()
    {
        LogLikelihood = value.LogLikelihood,
        CharacterCount = value.CharacterCount,
        UnknownCount = value.UnknownCount,
        EndCount = value.EndCount,
        Surprisals = value.Surprisals?.ToArray(),
    };
}
