using System.ComponentModel.DataAnnotations;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>TagText</c> and <c>ClassifyText</c>: how texts are read.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class TextLabelOptions
{
    /// <summary>Gets or sets the number of texts that the model reads at once, from 1 to 1024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets the number of rows that are read before the first is labelled, from <see cref="BatchSize"/> to 65,536. More rows fill
    /// batches of more similar lengths, and take more memory. The default is 512.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int LookAhead { get; set; } = 512;

    /// <summary>
    /// Gets or sets the number of batches that are read in parallel, from 1 to 1024, or 0 for one per core. It is limited to the cores of
    /// the machine that labels. The default is 0.
    /// </summary>
    [Range(0, ThreadCount.Maximum)]
    public int Threads { get; set; }

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        ForReader().FindProblems(problems);
        if (Threads is < 0 or > ThreadCount.Maximum)
        {
            problems.Add($"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        }

        InvalidOptionsException.ThrowIfAny(problems);
    }

    /// <summary>Returns the options of the tagger or classifier, for this machine.</summary>
    internal LabelOptions ForReader() => new() { BatchSize = BatchSize, LookAhead = LookAhead, Threads = ThreadCount.OrOneForEachCore(Threads) };
}
