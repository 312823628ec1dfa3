namespace CharRnn.Orleans;

/// <summary>Scores a batch of texts, on any silo of the cluster. It has no state: ask a new key for each batch.</summary>
[Alias("CharRnn.IScoringGrain")]
public interface IScoringGrain : IGrainWithGuidKey
{
    /// <summary>Scores texts.</summary>
    /// <param name="model">The name by which <c>services.AddCharRnn</c> added the model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="withSurprisals">Whether the bits of each character are returned.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A score in the place of each text.</returns>
    [Alias("Score")]
    [ResponseTimeout("1.00:00:00")] // a long batch is no fault; a silo that dies is noticed otherwise
    Task<SentenceScore[]> ScoreAsync(string model, string[] texts, bool withSurprisals, CancellationToken cancellationToken = default);
}
