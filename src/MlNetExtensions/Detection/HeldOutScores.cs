using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// The scores of ordinary texts that the model has not learnt from, from which a threshold follows. Let n of them and the score of a new
/// ordinary text come in any order with the same probability. Then the new one is above the k-th smallest of the n with a probability of at
/// most 1 - k / (n + 1), whatever the model and the texts are. This is split conformal prediction; see Laxhammar and Falkman, "Conformal
/// prediction for distribution-independent anomaly detection in streaming vessel data" (2010), and Angelopoulos and Bates, "A gentle
/// introduction to conformal prediction and distribution-free uncertainty quantification" (2021).
/// </summary>
/// <remarks>
/// Scores are rounded up to 12 binary digits after the first, by one part in 4,096 at most, so that memory is bounded however many there are.
/// A score is above a threshold of this form exactly if its rounded value is, so nothing of the above is lost.
/// </remarks>
internal sealed class HeldOutScores
{
    private const int DroppedDigits = (1 << 11) - 1; // of a float's 23

    [JsonConstructor]
    public HeldOutScores(IReadOnlyList<float> scores, IReadOnlyList<long> counts)
    {
        bool isValid = scores.Count == counts.Count
            && scores.All(score => score is >= 0 and < float.PositiveInfinity) && scores.Zip(scores.Skip(1)).All(pair => pair.First < pair.Second)
            && counts.All(count => count is > 0 and <= long.MaxValue / (1 << 24));
        if (!isValid)
        {
            throw new JsonException("held_out is damaged; must have ascending scores, and how often each came");
        }

        (Scores, Counts, Total) = (scores, counts, counts.Sum());
    }

    /// <summary>Gets the different scores, ascending.</summary>
    public IReadOnlyList<float> Scores { get; }

    /// <summary>Gets how often each came.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>Gets the number of scores.</summary>
    [JsonIgnore]
    public long Total { get; }

    /// <summary>Collects scores. Those that are no numbers do not count.</summary>
    public static HeldOutScores Of(IEnumerable<float> scores)
    {
        Dictionary<float, long> counts = [];
        foreach (float score in scores.Where(float.IsFinite))
        {
            float rounded = RoundUp(score);
            counts[rounded] = counts.GetValueOrDefault(rounded) + 1;
        }

        float[] sorted = [.. counts.Keys.Order()];
        return new HeldOutScores(sorted, [.. sorted.Select(score => counts[score])]);
    }

    /// <summary>Returns the smallest threshold that a new ordinary text is above with at most this probability.</summary>
    /// <exception cref="InvalidOptionsException">The rate is out of range, or there are too few scores for it.</exception>
    public float ThresholdFor(double rate)
    {
        List<string> problems = [];
        UnlikelyTextOptions.CheckRate(problems, rate);
        InvalidOptionsException.ThrowIfAny(problems);
        long above = (long)((decimal)rate * (Total + 1)) - 1; // decimal, because 0.29 * 100 is less than 29 in float64
        return above >= 0 ? WithAtMostAbove(above) : throw new InvalidOptionsException(string.Create(
            CultureInfo.InvariantCulture,
            $"FalsePositiveRate is {rate}, which needs at least {NeededFor(rate)} texts with characters; there are {Total}"));
    }

    /// <summary>Returns how many scores a threshold for a false positive rate needs.</summary>
    public static decimal NeededFor(double rate) => Math.Ceiling(1 / (decimal)Math.Max(rate, 1e-18)) - 1;

    /// <summary>Returns the probability that a new ordinary text is above a threshold, at most.</summary>
    public double FalsePositiveRateOf(float threshold)
    {
        long above = 0;
        for (int i = Scores.Count - 1; i >= 0 && Scores[i] > threshold; i--)
        {
            above += Counts[i];
        }

        return (above + 1.0) / (Total + 1.0);
    }

    private float WithAtMostAbove(long most)
    {
        int place = Scores.Count - 1;
        for (long above = Counts[place]; above <= most && place > 0; above += Counts[place])
        {
            place--;
        }

        return Scores[place];
    }

    private static float RoundUp(float score) =>
        BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(Math.Max(score, 0)) + DroppedDigits) & ~DroppedDigits);
}
