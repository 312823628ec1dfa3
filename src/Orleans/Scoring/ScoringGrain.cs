using Orleans.Placement;

namespace CharRnn.Orleans;

/// <summary>Scores one batch where chance puts it, and is forgotten.</summary>
[RandomPlacement]
[GrainType("charrnn-scoring")]
internal sealed class ScoringGrain(BatchScorer scorer) : Grain, IScoringGrain
{
    public Task<SentenceScore[]> ScoreAsync(string model, string[] texts, bool withSurprisals, CancellationToken cancellationToken = default)
    {
        DeactivateOnIdle();
        return Task.Run(() => scorer.ScoreAsync(model, texts, withSurprisals, cancellationToken), cancellationToken); // it computes, and does not wait
    }
}
