using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Scores rows of texts. A row's score is that of all its texts together, each read from the zero state.</summary>
internal sealed class LikelihoodComputation : TextComputation<SentenceScore>
{
    private readonly ModelLease lease;
    private readonly SentenceScorer scorer;
    private readonly LongTextRule longTexts;
    private readonly bool withSurprisals;

    public LikelihoodComputation(ModelLease lease, LikelihoodOptions options)
    {
        this.lease = lease;
        scorer = Scorer(lease.Model, options);
        longTexts = new LongTextRule(options.MaximumLength, options.LongTexts);
        withSurprisals = options.SurprisalColumnName is not null;
    }

    /// <summary>Checks that a model can be scored so.</summary>
    /// <exception cref="InvalidOptionsException">The end is asked for, and the model has none.</exception>
    public static void Check(CharRnnModel model, LikelihoodOptions options) => _ = Scorer(model, options);

    public override void Dispose() => lease.Dispose();

    protected override IReadOnlyList<SentenceScore> ComputeAll(IReadOnlyList<string[]> rows)
    {
        string[] texts = [.. rows.SelectMany(row => row).Select(longTexts.Apply)];
        SentenceScore[] scores = [.. scorer.Score(texts)];
        List<SentenceScore> results = new(rows.Count);
        int next = 0;
        foreach (string[] row in rows)
        {
            results.Add(row.Length == 1 ? scores[next] : Together(scores.AsSpan(next, row.Length)));
            next += row.Length;
        }

        return results;
    }

    // A pipeline may come from a larger machine.
    private static SentenceScorer Scorer(CharRnnModel model, LikelihoodOptions options) =>
        new(model, options.ForScorer(Math.Min(options.Threads == 0 ? int.MaxValue : options.Threads, Environment.ProcessorCount)));

    private SentenceScore Together(ReadOnlySpan<SentenceScore> scores)
    {
        double logLikelihood = 0;
        int characters = 0;
        int unknown = 0;
        List<double>? surprisals = withSurprisals ? [] : null;
        foreach (SentenceScore score in scores)
        {
            logLikelihood += score.LogLikelihood;
            characters += score.CharacterCount;
            unknown += score.UnknownCount;
            surprisals?.AddRange(score.Surprisals!);
        }

        return new SentenceScore(logLikelihood, characters, unknown) { Surprisals = surprisals };
    }
}
