using CharRnn.Hosting;
using CharRnn.Inference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CharRnn.Orleans;

/// <summary>Scores batches of texts, as many at a time as there are cores: more would only take memory.</summary>
/// <param name="services">Where the models are.</param>
/// <param name="models">How each model scores.</param>
internal sealed class BatchScorer(IServiceProvider services, IOptionsMonitor<CharRnnOptions> models) : IDisposable
{
    private readonly SemaphoreSlim turns = new(Environment.ProcessorCount);

    public async Task<SentenceScore[]> ScoreAsync(string model, string[] texts, bool withSurprisals, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            using IServiceScope scope = services.CreateScope();
            CharRnnSnapshot snapshot = scope.ServiceProvider.GetRequiredKeyedService<CharRnnSnapshot>(model);
            SentenceScorer scorer = withSurprisals ? new SentenceScorer(snapshot.Model, WithSurprisals(models.Get(model).Scoring)) : snapshot.Scorer;
            return await scorer.ScoreAsync(texts.ToAsyncEnumerable(), cancellationToken).ToArrayAsync(cancellationToken);
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
