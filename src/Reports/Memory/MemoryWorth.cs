using System.Text;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Reports;

/// <summary>The mean loss at a length of context.</summary>
/// <param name="Length">The number of tokens that come before.</param>
/// <param name="Bits">The mean bits per token.</param>
internal sealed record LossAtLength(int Length, double Bits);

/// <summary>
/// What a network's memory is worth: its loss if it sees the last 1, 2, 4, ... tokens alone, beside n-gram models of such orders. Both predict
/// the same tokens, a sample from the second half of each text. The n-gram models learn the first half.
/// </summary>
internal sealed class MemoryWorth
{
    private const int MaximumLength = 256;
    private const int SampleSize = 1024;

    private readonly TokenSteps steps = new();
    private readonly List<ushort> firstHalves = [];
    private readonly int[] chosen;
    private readonly int[] lengths;

    public MemoryWorth(CharRnnModel model, VisualizedText text)
    {
        List<int> candidates = [];
        foreach ((_, Rune[] characters) in text.Texts)
        {
            int half = characters.Length / 2;
            int start = steps.Count;
            steps.Add(model.Rules, characters);
            TokenSteps first = new();
            first.Add(model.Rules, characters.AsSpan(0, half));
            firstHalves.AddRange(first.Targets.Select(id => (ushort)id));
            candidates.AddRange(Enumerable.Range(start + first.Count, steps.Count - start - first.Count));
        }

        int count = Math.Min(SampleSize, candidates.Count);
        chosen = [.. Enumerable.Range(0, count).Select(i => candidates[(int)((long)i * candidates.Count / count)])];
        int longest = chosen.Select(step => step - steps.Starts[step] + 1).DefaultIfEmpty(0).Max();
        lengths = [.. Powers().TakeWhile(length => length <= MaximumLength && length <= longest)];
    }

    /// <summary>The number of tokens that are predicted.</summary>
    public int Sampled => chosen.Length;

    /// <summary>The loss of a network at each length of context.</summary>
    public LossAtLength[] OfNetwork(CharRnnModel model, CancellationToken cancellationToken) =>
        [.. lengths.Select(length => new LossAtLength(length, ContextLoss.Measure(model, steps, chosen, length, cancellationToken)))];

    /// <summary>The loss of n-gram models at each of these lengths, up to the highest order.</summary>
    public LossAtLength[] OfNGrams(int vocabularySize, CancellationToken cancellationToken)
    {
        ushort[] training = [.. firstHalves];
        ushort[] inputs = [.. steps.Inputs.Select(id => (ushort)id)];
        return [.. lengths.TakeWhile(order => order <= NGramModel.MaximumOrder).Select(order =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            NGramModel model = NGramModel.Train(training, vocabularySize, order);
            double nats = chosen.Sum(step => -model.LogProbability(inputs.AsSpan(Math.Max(steps.Starts[step], step - order + 1)..(step + 1)), steps.Targets[step]));
            return new LossAtLength(order, nats / Likelihood.NatsPerBit / chosen.Length);
        })];
    }

    private static IEnumerable<int> Powers() => Enumerable.Range(0, 20).Select(exponent => 1 << exponent);
}
