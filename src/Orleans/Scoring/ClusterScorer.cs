namespace CharRnn.Orleans;

/// <summary>Scores texts on all silos of the cluster, in batches. A batch whose silo dies is scored here.</summary>
/// <param name="local">Scores on this silo.</param>
/// <param name="grains">The cluster's grains.</param>
/// <param name="silos">Its silos.</param>
internal sealed class ClusterScorer(BatchScorer local, IGrainFactory grains, ISiloStatusOracle silos)
{
    private const int BatchSize = 128;

    /// <summary>Scores texts.</summary>
    /// <param name="model">The model's name among the services.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="withSurprisals">Whether the bits of each character are returned.</param>
    /// <param name="cancellationToken">Ends it, after the runs in progress.</param>
    /// <returns>A score in the place of each text.</returns>
    public async Task<IReadOnlyList<SentenceScore>> ScoreAsync(string model, IReadOnlyList<string> texts, bool withSurprisals, CancellationToken cancellationToken)
    {
        if (texts.Count <= BatchSize || silos.GetApproximateSiloStatuses(onlyActive: true).Count <= 1)
        {
            return await local.ScoreAsync(model, [.. texts], withSurprisals, cancellationToken);
        }

        SentenceScore[][] batches = await Task.WhenAll(texts.Chunk(BatchSize).Select(batch => ScoreBatchAsync(model, batch, withSurprisals, cancellationToken)));
        return [.. batches.SelectMany(batch => batch)];
    }

    private async Task<SentenceScore[]> ScoreBatchAsync(string model, string[] texts, bool withSurprisals, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IScoringGrain>(Guid.NewGuid()).ScoreAsync(model, texts, withSurprisals, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await local.ScoreAsync(model, texts, withSurprisals, cancellationToken); // its silo is gone, or stops; what is wrong with a text is said here
        }
    }
}
