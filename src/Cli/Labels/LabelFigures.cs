using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>How well a model gives labels: its loss, and how many of each label it gives and gets right.</summary>
internal sealed class LabelFigures(IReadOnlyList<string> labels)
{
    private readonly long[] right = new long[labels.Count];
    private readonly long[] given = new long[labels.Count];
    private readonly long[] actual = new long[labels.Count];
    private double sum;

    /// <summary>The number of labels.</summary>
    public long Count => actual.Sum();

    /// <summary>The mean of -ln p of the true label.</summary>
    public double Nats => sum / Count;

    /// <summary>The fraction of labels that are right.</summary>
    public double Accuracy => (double)right.Sum() / Count;

    /// <summary>The figures of each label that occurs or is given.</summary>
    public IEnumerable<FiguresOfLabel> ByLabel => Enumerable.Range(0, labels.Count).Where(id => actual[id] + given[id] > 0).Select(id => new FiguresOfLabel(
        labels[id],
        Averages.Finite((double)right[id] / given[id]),
        Averages.Finite((double)right[id] / actual[id]),
        2.0 * right[id] / (given[id] + actual[id]),
        actual[id]));

    /// <summary>Adds a label and what the model makes of its token or text.</summary>
    public void Add(int label, ReadOnlySpan<float> logits)
    {
        int best = LabelScores.Best(logits).Id;
        sum -= LabelScores.LogProbability(logits, label);
        actual[label]++;
        given[best]++;
        right[best] += best == label ? 1 : 0;
    }
}

/// <summary>How well a model gives one label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Precision">The fraction of those given that are right; null if none is given.</param>
/// <param name="Recall">The fraction of those that are due that are given; null if none is due.</param>
/// <param name="F1">The harmonic mean of the two.</param>
/// <param name="Count">How many are due.</param>
internal sealed record FiguresOfLabel(string Label, double? Precision, double? Recall, double F1, long Count);
