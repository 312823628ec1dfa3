namespace CharRnn.MlNetExtensions;

/// <summary>What to do with a text of more characters than <see cref="LikelihoodOptions.MaximumLength"/>.</summary>
public enum LongTextPolicy
{
    /// <summary>Score all of it, chunk after chunk with the state carried, so that the score is that of the whole text.</summary>
    ScoreInChunks,

    /// <summary>Score its beginning, and count no more than that.</summary>
    Truncate,

    /// <summary>Fail, naming the column and the row.</summary>
    Error,
}
