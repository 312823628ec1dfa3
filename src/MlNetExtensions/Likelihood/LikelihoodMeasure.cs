namespace CharRnn.MlNetExtensions;

/// <summary>A measure of how likely a row's text is. For an empty text, counts and log-likelihood are 0 and averages are NaN.</summary>
/// <remarks>
/// ML.NET's trainers skip a row that has NaN among its features, predict a score of NaN for it, and fail if all rows have NaN. If texts
/// may be empty and a trainer follows, choose sums (<see cref="LogLikelihood"/> and <see cref="CharacterCount"/>), or append
/// <c>mlContext.Transforms.ReplaceMissingValues</c>.
/// </remarks>
public enum LikelihoodMeasure
{
    /// <summary>The sum of ln p(character | the characters before it), in nats.</summary>
    LogLikelihood,

    /// <summary>The average bits per character. Lower is likelier. NaN for an empty text.</summary>
    BitsPerCharacter,

    /// <summary>e to the power of the average nats per character. NaN for an empty text.</summary>
    Perplexity,

    /// <summary>The number of Unicode scalars in the text.</summary>
    CharacterCount,

    /// <summary>The number of Unicode scalars that the model's vocabulary lacks.</summary>
    UnknownCount,
}
