using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>Scores lines. One that cannot be scored has its problem in the place of its score.</summary>
internal sealed class LineScorer(CharRnnModel model, ScoringOptions options)
{
    private readonly SentenceScorer scorer = new(model, options);

    // Whether a character may have no score at all. One by one, for a batch fails as a whole.
    private readonly bool mayFail = options.UnknownPolicy == UnknownPolicy.Error
        || (options.UnknownPolicy == UnknownPolicy.Replace && model.Vocabulary.UnknownId is null);

    public IEnumerable<ScoredLine> Score(TextLine[] lines)
    {
        TextLine[] checkedLines = mayFail ? Array.ConvertAll(lines, line => line.Checked(text => model.Vocabulary.Encode(text, options.UnknownPolicy))) : lines;
        Queue<SentenceScore> scores = new(scorer.Score(checkedLines.Where(line => line.Problem is null).Select(line => line.Text)));
        return checkedLines.Select(line => new ScoredLine(line, line.Problem is null ? scores.Dequeue() : null));
    }
}

/// <summary>A line and its score, or null if it has a problem.</summary>
internal readonly record struct ScoredLine(TextLine Line, SentenceScore? Score);
