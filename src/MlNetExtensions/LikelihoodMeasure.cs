namespace CharRnn.MlNetExtensions;

/// <summary>One number that a row's text is scored by; an empty text has counts and a log-likelihood of 0, and NaN averages.</summary>
public enum LikelihoodMeasure
{
    /// <summary>Sum of ln p(character | those before it), in nats.</summary>
    LogLikelihood,

    /// <summary>Average bits that a character costs: the lower, the likelier.</summary>
    BitsPerCharacter,

    /// <summary>e to the average nats per character.</summary>
    Perplexity,

    /// <summary>Unicode scalars of the text.</summary>
    CharacterCount,

    /// <summary>How many of them the model's vocabulary lacks.</summary>
    UnknownCount,
}
