using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Scores rows of texts. A row's score is the sum of its texts' scores, each text read from the zero state.</summary>
internal sealed class RowScorer
{
    private readonly SentenceScorer scorer;
    private readonly LongTextRule longTexts;
    private readonly bool withSurprisals;

    /// <summary>Creates a scorer. This is cheap.</summary>
    /// <exception cref="InvalidOptionsException">The options ask for the end of a text, and the model's vocabulary has none.</exception>
    public RowScorer(CharRnnModel model, TextScoringOptions options)
    {
        scorer = new SentenceScorer(model, options.ForScorer());
        longTexts = new LongTextRule(options.MaximumLength, options.LongTexts);
        withSurprisals = options.SurprisalColumnName is not null;
    }

    /// <summary>Checks the options that depend on the model.</summary>
    /// <exception cref="InvalidOptionsException">They ask for the end of a text, and the model's vocabulary has none.</exception>
    public static void Check(CharRnnModel model, TextScoringOptions options) => _ = new RowScorer(model, options);

    /// <summary>Scores rows.</summary>
    /// <param name="rows">The texts of each row.</param>
    /// <exception cref="InvalidTextException">One of the texts cannot be scored.</exception>
    public IReadOnlyList<SentenceScore> Score(IReadOnlyList<string[]> rows)
    {
        string[] texts = [.. rows.SelectMany(row => row).Select(longTexts.Apply)];
        SentenceScore[] scores = [.. scorer.Score(texts)];
        List<SentenceScore> results = new(rows.Count);
        int next = 0;
        foreach (string[] row in rows)
        {
            results.Add(row.Length == 1 ? scores[next] : Sum(scores.AsSpan(next, row.Length)));
            next += row.Length;
        }

        return results;
    }

    private SentenceScore Sum(ReadOnlySpan<SentenceScore> scores)
    {
        double logLikelihood = 0;
        int characters = 0;
        int unknown = 0;
        int ends = 0;
        List<double>? surprisals = withSurprisals ? [] : null;
        foreach (SentenceScore score in scores)
        {
            logLikelihood += score.LogLikelihood;
            characters += score.CharacterCount;
            unknown += score.UnknownCount;
            ends += score.EndCount;
            surprisals?.AddRange(score.Surprisals!);
        }

        return new SentenceScore(logLikelihood, characters, unknown) { EndCount = ends, Surprisals = surprisals };
    }
}
