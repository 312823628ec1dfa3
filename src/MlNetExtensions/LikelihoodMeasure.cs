namespace CharRnn.MlNetExtensions;

/// <summary>One number that a row's text is scored by; an empty text has counts and a log-likelihood of 0, and NaN averages.</summary>
/// <remarks>
/// ML.NET's trainers skip a row with a NaN among its features, fail where all rows have one, and then predict a score of NaN. Where texts
/// may be empty and a trainer follows, choose sums (<see cref="LogLikelihood"/> and <see cref="CharacterCount"/>), or append
/// <c>mlContext.Transforms.ReplaceMissingValues</c>.
/// </remarks>
public enum LikelihoodMeasure
{
    /// <summary>Sum of ln p(character | those before it), in nats.</summary>
    LogLikelihood,

    /// <summary>Average bits that a character costs: the lower, the likelier; NaN for an empty text.</summary>
    BitsPerCharacter,

    /// <summary>e to the average nats per character; NaN for an empty text.</summary>
    Perplexity,

    /// <summary>Unicode scalars of the text.</summary>
    CharacterCount,

    /// <summary>How many of them the model's vocabulary lacks.</summary>
    UnknownCount,
}
