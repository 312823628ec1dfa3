using System.Diagnostics;

namespace CharRnn.Benchmarks;

/// <summary>
/// Two rates (more is better) taken in turn, one pair after the other. A machine's speed drifts over minutes, most of all a
/// virtual one's, but hardly within a pair: the ratio of a pair says more than the two rates.
/// </summary>
/// <param name="Value">Median of ours.</param>
/// <param name="PeerValue">Median of the peer's.</param>
/// <param name="Ratio">Median of the pairs' ratios.</param>
internal sealed record AlternatingRuns(double Value, double? PeerValue, double? Ratio)
{
    /// <param name="pairs">How many.</param>
    /// <param name="ours">Takes ours.</param>
    /// <param name="peer">Takes the peer's; null where there is none.</param>
    public static AlternatingRuns Measure(int pairs, Func<double> ours, Func<double>? peer)
    {
        if (peer is null)
        {
            return new AlternatingRuns(Statistic.Median(Enumerable.Range(0, pairs).Select(_ => ours())), null, null);
        }

        List<(double Ours, double Peer)> rates = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            rates.Add((ours(), peer())); // evaluated in this order
            Measuring.Note($"  pair {pair + 1} of {pairs}: {rates[^1].Ours:#,0.###}, the peer {rates[^1].Peer:#,0.###}, ratio {rates[^1].Ours / rates[^1].Peer:0.000}");
        }

        return new AlternatingRuns(
            Statistic.Median(rates.Select(pair => pair.Ours)),
            Statistic.Median(rates.Select(pair => pair.Peer)),
            Statistic.Median(rates.Select(pair => pair.Ours / pair.Peer)));
    }

    /// <summary>How many a second.</summary>
    public static double Rate(int count, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The figure that these runs make.</summary>
    public Figure ToFigure(string name, string unit, string? peer, string settings) =>
        new() { Name = name, Value = Value, Unit = unit, Peer = peer, PeerValue = PeerValue, Ratio = Ratio, Settings = settings };
}
