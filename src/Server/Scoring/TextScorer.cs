using CharRnn.Hosting;
using CharRnn.Orleans;

namespace CharRnn.Server;

/// <summary>Scores the texts of requests: on every replica of a cluster if there is one, and else here.</summary>
/// <param name="services">Where the models are, and the cluster's scorer, if the application has a silo.</param>
/// <param name="local">Scores here.</param>
internal sealed class TextScorer(IServiceProvider services, BatchScorer local)
{
    private readonly ClusterScorer? cluster = services.GetService<ClusterScorer>();

    /// <summary>Scores texts.</summary>
    /// <param name="model">The name of the model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="withSurprisals">Whether the bits of each character are returned.</param>
    /// <param name="cancellation">Ends it, after the run in progress.</param>
    /// <returns>A score in the place of each text.</returns>
    public async Task<IReadOnlyList<TextScore>> ScoreAsync(string model, IReadOnlyList<string> texts, bool withSurprisals, CancellationToken cancellation)
    {
        IReadOnlyList<SentenceScore> scores = cluster is null
            ? await local.ScoreAsync(model, [.. texts], withSurprisals, cancellation)
            : await cluster.ScoreAsync(model, texts, withSurprisals, cancellation);
        return withSurprisals ? WithTokens(model, texts, scores) : [.. scores.Select(score => TextScore.Of(score, tokens: null))];
    }

    private TextScore[] WithTokens(string model, IReadOnlyList<string> texts, IReadOnlyList<SentenceScore> scores)
    {
        using IServiceScope scope = services.CreateScope();
        Vocabulary vocabulary = scope.ServiceProvider.GetRequiredKeyedService<CharRnnSnapshot>(model).Model.Vocabulary;
        return [.. scores.Zip(texts, (score, text) => TextScore.Of(score, vocabulary.Split(text)))];
    }
}
