using System.ComponentModel.DataAnnotations;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>ClassifyText</c>: how texts are read.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class TextClassificationOptions
{
    /// <summary>Gets or sets the number of texts that the model reads at once, from 1 to 1024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets the number of rows that are read before the first is classified, from <see cref="BatchSize"/> to 65,536. Only texts of
    /// equal length share a batch, so more rows are faster, and take more memory. The default is 512.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int LookAhead { get; set; } = 512;

    /// <summary>
    /// Gets or sets the number of batches that are read in parallel, from 1 to 1024, or 0 for one per core. It is limited to the cores of
    /// the machine that classifies. The default is 0.
    /// </summary>
    [Range(0, ThreadCount.Maximum)]
    public int Threads { get; set; }

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        ForClassifier().FindProblems(problems);
        if (Threads is < 0 or > ThreadCount.Maximum)
        {
            problems.Add($"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        }

        InvalidOptionsException.ThrowIfAny(problems);
    }

    /// <summary>Returns the classifier's part of the options, for this machine.</summary>
    internal LabelOptions ForClassifier() => new() { BatchSize = BatchSize, LookAhead = LookAhead, Threads = ThreadCount.OrOneForEachCore(Threads) };
}
