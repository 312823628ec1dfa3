using CharRnn.MlNetExtensions;
using Microsoft.ML;

/// <summary>Learns what a log's lines look like, and finds those that look otherwise.</summary>
internal sealed class OddLineFinder : IDisposable
{
    private readonly MLContext mlContext = new(seed: 1);
    private readonly UnlikelyTextTransformer detector;
    private readonly bool maskDigits;

    public OddLineFinder(IEnumerable<string> ordinary, bool maskDigits)
    {
        this.maskDigits = maskDigits;
        detector = mlContext.AnomalyDetection.Trainers.CharRnn("Seen").Fit(View(ordinary));
    }

    /// <summary>Returns the most surprising lines, the most surprising first. Lines are read while they are scored; only these are kept.</summary>
    public IReadOnlyList<ScoredLine> Find(IEnumerable<string> lines, int count)
    {
        PriorityQueue<ScoredLine, float> oddest = new();
        foreach (ScoredLine line in mlContext.Data.CreateEnumerable<ScoredLine>(detector.Transform(View(lines)), reuseRowObject: false))
        {
            oddest.Enqueue(line, line.Score);
            if (oddest.Count > count)
            {
                oddest.Dequeue();
            }
        }

        return [.. oddest.UnorderedItems.Select(item => item.Element).OrderByDescending(line => line.Score)];
    }

    public void Dispose() => detector.Dispose();

    private IDataView View(IEnumerable<string> lines) => mlContext.Data.LoadFromEnumerable(Line.Of(lines, maskDigits));
}
