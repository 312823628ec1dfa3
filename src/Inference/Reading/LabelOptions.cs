using System.ComponentModel.DataAnnotations;

namespace CharRnn.Inference;

/// <summary>How a <see cref="TextTagger"/> or a <see cref="TextClassifier"/> reads texts.</summary>
public sealed class LabelOptions
{
    /// <summary>Gets or sets how many texts are read at once, from 1 to 1,024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets how many texts are taken before the first is read, from <see cref="BatchSize"/> to 65,536. More texts fill batches of
    /// more similar lengths, and take more memory. The default is null, eight batches a thread.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int? LookAhead { get; set; }

    /// <summary>
    /// Gets or sets how many batches are read side by side, each on a thread of its own, from 1 to 1,024. More than the machine's cores
    /// are reduced to these, with a warning. The default is 1, which leaves the other cores to the rest of the process.
    /// </summary>
    [Range(1, ThreadCount.Maximum)]
    public int Threads { get; set; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => ForBatches().Validate();

    internal void FindProblems(List<string> problems) => ForBatches().FindProblems(problems);

    /// <summary>The part that scoring has too.</summary>
    internal ScoringOptions ForBatches() => new() { BatchSize = BatchSize, LookAhead = LookAhead, Threads = Threads };
}
