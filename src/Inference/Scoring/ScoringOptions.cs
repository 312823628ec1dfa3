using System.ComponentModel.DataAnnotations;

namespace CharRnn.Inference;

/// <summary>How texts are scored.</summary>
public sealed class ScoringOptions
{
    internal const int MaximumBatchSize = 1024;
    internal const int MaximumLookAhead = 65_536;

    /// <summary>
    /// Gets or sets what to do with a character that the vocabulary lacks. The default is floor, which scores it at 20 bits.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Floor;

    /// <summary>
    /// Gets or sets whether the end of the text (a newline) is scored too. The default is null, which is true for line models only.
    /// </summary>
    public bool? IncludeEnd { get; set; }

    /// <summary>
    /// Gets or sets whether <see cref="SentenceScore.Surprisals"/>, the cost of each character, are returned. The default is false.
    /// </summary>
    public bool WithSurprisals { get; set; }

    /// <summary>Gets or sets how many texts are scored at once, from 1 to 1,024. The default is 32.</summary>
    [Range(1, MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets how many texts are read before the first is scored, from <see cref="BatchSize"/> to 65,536. More texts fill batches of
    /// more similar lengths, and take more memory. The default is null, eight batches a thread.
    /// </summary>
    [Range(1, MaximumLookAhead)]
    public int? LookAhead { get; set; }

    /// <summary>
    /// Gets or sets how many batches are scored side by side, each on a thread of its own, from 1 to 1,024. More than the machine's cores
    /// are reduced to these, with a warning. The default is 1, which leaves the other cores to the rest of the process.
    /// </summary>
    [Range(1, ThreadCount.Maximum)]
    public int Threads { get; set; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        if (!Enum.IsDefined(UnknownPolicy))
        {
            problems.Add($"UnknownPolicy is {UnknownPolicy}; must be Error, Replace, Skip or Floor");
        }

        if (BatchSize is < 1 or > MaximumBatchSize)
        {
            problems.Add($"BatchSize is {BatchSize}; must be from 1 to {MaximumBatchSize}");
        }

        if (LookAhead < BatchSize || LookAhead > MaximumLookAhead)
        {
            problems.Add($"LookAhead is {LookAhead}; must be from BatchSize ({BatchSize}) to {MaximumLookAhead}");
        }

        ThreadCount.Check(Threads, problems);
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal ScoringOptions Copy() => (ScoringOptions)MemberwiseClone();
}
