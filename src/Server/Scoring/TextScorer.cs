using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>Scores the texts of requests, as many requests at a time as there are cores: more would only take memory.</summary>
/// <param name="models">How each model scores.</param>
internal sealed class TextScorer(IOptionsMonitor<CharRnnOptions> models) : IDisposable
{
    private readonly SemaphoreSlim turns = new(Environment.ProcessorCount);

    /// <summary>Scores texts.</summary>
    /// <param name="snapshot">The model.</param>
    /// <param name="modelName">Its name.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="withSurprisals">Whether the bits of each character are returned.</param>
    /// <param name="cancellation">Ends it, after the run in progress.</param>
    /// <returns>A score in the place of each text.</returns>
    public async Task<IReadOnlyList<SentenceScore>> ScoreAsync(CharRnnSnapshot snapshot, string modelName, IReadOnlyList<string> texts, bool withSurprisals, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            SentenceScorer scorer = withSurprisals ? new SentenceScorer(snapshot.Model, WithSurprisals(models.Get(modelName).Scoring)) : snapshot.Scorer;
            return await scorer.ScoreAsync(texts.ToAsyncEnumerable(), cancellation).ToListAsync(cancellation);
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    private static ScoringOptions WithSurprisals(ScoringOptions options)
    {
        ScoringOptions copy = options.Copy();
        copy.WithSurprisals = true;
        return copy;
    }
}
