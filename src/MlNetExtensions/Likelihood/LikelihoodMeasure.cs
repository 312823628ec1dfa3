namespace CharRnn.MlNetExtensions;

/// <summary>
/// A measure of how likely a row's text is. For an empty text, counts and log-likelihood are 0 and averages are NaN, unless
/// <see cref="TextScoringOptions.EmptyTextBitsPerCharacter"/> says otherwise.
/// </summary>
/// <remarks>
/// ML.NET's trainers learn nothing from a row that has NaN among its features, whatever its label, and most fail if all rows have it. What
/// they predict for such a row differs. Linear models, factorization machines, k-means and PCA give a score of NaN. Trees (FastTree,
/// FastForest, Gam) give an ordinary score, as if the value were small or zero, and so may take an empty text for a good one. If texts may
/// be empty and a trainer follows, set <see cref="TextScoringOptions.EmptyTextBitsPerCharacter"/>, choose sums
/// (<see cref="LogLikelihood"/> and <see cref="CharacterCount"/>), or append <c>mlContext.Transforms.ReplaceMissingValues</c>.
/// </remarks>
public enum LikelihoodMeasure
{
    /// <summary>The sum of ln p(character | the characters before it), in nats.</summary>
    LogLikelihood,

    /// <summary>The average bits per character. Lower is likelier.</summary>
    BitsPerCharacter,

    /// <summary>e to the power of the average nats per character.</summary>
    Perplexity,

    /// <summary>The number of Unicode scalars in the text.</summary>
    CharacterCount,

    /// <summary>The number of Unicode scalars that the model's vocabulary lacks.</summary>
    UnknownCount,
}
