namespace CharRnn.MlNetExtensions;

/// <summary>Says what happens to a text of more characters than <see cref="TextScoringOptions.MaximumLength"/>.</summary>
public enum LongTextPolicy
{
    /// <summary>The whole text is scored, in chunks. The state is carried from chunk to chunk, so the score is that of one pass.</summary>
    ScoreInChunks,

    /// <summary>Only the beginning is scored and counted.</summary>
    Truncate,

    /// <summary>Reading the score fails. The message names the column and the row.</summary>
    Error,
}
