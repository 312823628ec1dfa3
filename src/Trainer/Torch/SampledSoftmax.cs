using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>
/// The cross-entropy with a sum over a sample in place of the one over the whole vocabulary, which is most of a step where the vocabulary is large
/// (Bengio and Senécal, "Adaptive importance sampling to accelerate training of a neural probabilistic language model", 2008). A token that was
/// drawn with probability p counts 1/p times, and the target once, whether it was drawn or not. So the expectation of the sum is the whole
/// sum, and the loss approaches the cross-entropy as the sample grows.
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
        int positions = targets.Length;
        Tensor ids = Ids([.. targets.Select(target => Math.Max(target, 0)), .. sample.Ids], weight.device);
        (Tensor targetIds, Tensor sampleIds) = (ids.narrow(0, 0, positions), ids.narrow(0, positions, sample.Ids.Length));

        // At once, because the gradient of each selection is as large as the whole weight.
        Tensor rows = weight.index_select(0, ids);
        Tensor biases = bias.index_select(0, ids);
        Tensor targetLogits = outputs.mul(rows.narrow(0, 0, positions)).sum(1).Plus(biases.narrow(0, 0, positions));
        Tensor corrected = biases.narrow(0, positions, sample.Ids.Length).Plus(tensor(sample.LogProbabilities, device: weight.device), -1);
        Tensor sampleLogits = nn.functional.linear(outputs, rows.narrow(0, positions, sample.Ids.Length), corrected);
        Tensor isTarget = sampleIds.unsqueeze(0).eq(targetIds.unsqueeze(1));
        Tensor others = where(isTarget, tensor(float.NegativeInfinity, device: weight.device), sampleLogits);

        Tensor first = Ids([.. targets.Select(target => Math.Min(target, 0))], weight.device); // the target is class 0; padding stays
        return nn.functional.cross_entropy(cat([targetLogits.unsqueeze(1), others], 1), first, ignore_index: Batch.Padding);
    }

    private static Tensor Ids(long[] ids, Device device) => tensor(ids, dtype: ScalarType.Int64, device: device);
}
