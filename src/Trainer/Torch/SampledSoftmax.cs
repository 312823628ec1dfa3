using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The cross-entropy over the target and a sample of the vocabulary in place of all of it, which is most of a step where the vocabulary is large
/// (Jean, Cho, Memisevic and Bengio, "On Using Very Large Target Vocabulary for Neural Machine Translation", 2015). The logarithm of the probability with
/// which a token is drawn is taken from its logit. The logits that are learnt so are those of the whole vocabulary: given the tokens
/// that are compared, one of them is the target with the probability that the text gives it, divided by that of being drawn.
/// </summary>
internal static class SampledSoftmax
{
    /// <summary>Returns the mean over the positions, in the caller's dispose scope.</summary>
    /// <param name="outputs">What the decoder reads, [positions, hidden].</param>
    /// <param name="weight">The decoder's weight, [vocabulary, hidden].</param>
    /// <param name="bias">The decoder's bias, [vocabulary].</param>
    /// <param name="targets">[positions], the ids to predict; <see cref="Batch.Padding"/> is ignored.</param>
    /// <param name="sample">The sample.</param>
    public static Tensor Loss(Tensor outputs, Tensor weight, Tensor bias, int[] targets, TokenSample sample)
    {
        (int positions, int drawn) = (targets.Length, sample.Ids.Length);
        int[] compared = [.. targets.Select(target => Math.Max(target, 0)), .. sample.Ids];
        Tensor ids = Ids(compared, weight.device);
        Tensor corrections = tensor(Array.ConvertAll(compared, id => sample.LogProbabilities[id]), device: weight.device);
        Tensor rows = weight.index_select(0, ids); // at once, because the gradient of a selection is as large as the whole weight
        Tensor biases = bias.index_select(0, ids).Plus(corrections, -1);

        Tensor targetLogits = outputs.mul(rows.narrow(0, 0, positions)).sum(1).Plus(biases.narrow(0, 0, positions));
        Tensor sampleLogits = nn.functional.linear(outputs, rows.narrow(0, positions, drawn), biases.narrow(0, positions, drawn));
        Tensor isTarget = ids.narrow(0, positions, drawn).unsqueeze(0).eq(ids.narrow(0, 0, positions).unsqueeze(1));
        Tensor others = where(isTarget, tensor(float.NegativeInfinity, device: weight.device), sampleLogits);

        Tensor first = Ids(Array.ConvertAll(targets, target => Math.Min(target, 0)), weight.device); // the target is class 0; padding stays
        return nn.functional.cross_entropy(cat([targetLogits.unsqueeze(1), others], 1), first, ignore_index: Batch.Padding);
    }

    private static Tensor Ids(int[] ids, Device device) => tensor(Array.ConvertAll(ids, id => (long)id), dtype: ScalarType.Int64, device: device);
}
