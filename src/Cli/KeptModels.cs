using System.Collections;
using System.Globalization;
using CharRnn.Inference;
using CharRnn.Reports;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The kept checkpoints of a run as models, oldest first; without any, one model. A model is in memory until the next one is asked for.</summary>
/// <param name="kept">The weights, oldest first.</param>
/// <param name="last">The model of the newest ones, or the one model.</param>
internal sealed class KeptModels(KeptWeights[] kept, CharRnnModel last) : IReadOnlyCollection<VisualizedModel>
{
    /// <summary>Gets the number of models. A run that is still training may drop some before they are read.</summary>
    public int Count => Math.Max(1, kept.Length);

    /// <summary>Gets the number of checkpoints that were read.</summary>
    public int CheckpointsRead { get; private set; }

    public IEnumerator<VisualizedModel> GetEnumerator()
    {
        foreach (KeptWeights checkpoint in kept.SkipLast(1))
        {
            using CharRnnModel? model = LoadIfThere(checkpoint.Path);
            if (model is not null)
            {
                yield return Read(checkpoint, model);
            }
        }

        yield return kept is [.., var newest] ? Read(newest, last) : new VisualizedModel(last.Name, last);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static CharRnnModel? LoadIfThere(string weights)
    {
        try
        {
            return ModelSource.Load(weights);
        }
        catch (InvalidModelException exception) when (exception.InnerException is FileNotFoundException)
        {
            return null;
        }
    }

    private VisualizedModel Read(KeptWeights checkpoint, CharRnnModel model)
    {
        CheckpointsRead++;
        return new VisualizedModel(string.Create(CultureInfo.InvariantCulture, $"step {checkpoint.Step:N0}"), model, checkpoint.Step);
    }
}
