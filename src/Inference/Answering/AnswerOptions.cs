using System.ComponentModel.DataAnnotations;

namespace CharRnn.Inference;

/// <summary>Options of a <see cref="TextAnswerer"/>: how answers are written, and how questions are read.</summary>
public sealed class AnswerOptions
{
    internal const int MaximumMaxLength = 1_000_000;
    private const int MaximumBeams = 256;

    /// <summary>Gets or sets the greatest number of characters of an answer, from 1 to 1,000,000. The default is 256.</summary>
    [Range(1, MaximumMaxLength)]
    public int MaxLength { get; set; } = 256;

    /// <summary>
    /// Gets or sets how many beginnings of an answer are followed side by side, from 1 to 256; the likeliest whole answer that is found is given. The
    /// default is 1, which takes the likeliest character each time.
    /// </summary>
    [Range(1, MaximumBeams)]
    public int Beams { get; set; } = 1;

    /// <summary>
    /// Gets or sets what to do with a character of a question that the vocabulary lacks. The default is error, because a question without one of
    /// its characters is another one. Floor is the same as skip.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Error;

    /// <summary>Gets or sets how many questions are answered at once, from 1 to 1,024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets how many questions are taken before the first is answered, from <see cref="BatchSize"/> to 65,536. More questions fill
    /// batches of more similar lengths, and take more memory. The default is null, eight batches a thread.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int? LookAhead { get; set; }

    /// <summary>
    /// Gets or sets how many batches are answered side by side, each on a thread of its own, from 1 to 1,024. More than the machine's cores
    /// are reduced to these, with a warning. The default is 1, which leaves the other cores to the rest of the process.
    /// </summary>
    [Range(1, ThreadCount.Maximum)]
    public int Threads { get; set; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of range; the message lists every problem.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    internal void FindProblems(List<string> problems)
    {
        if (MaxLength is < 1 or > MaximumMaxLength)
        {
            problems.Add($"MaxLength is {MaxLength}; must be from 1 to {MaximumMaxLength}");
        }

        if (Beams is < 1 or > MaximumBeams)
        {
            problems.Add($"Beams is {Beams}; must be from 1 to {MaximumBeams}");
        }

        ForBatches().FindProblems(problems);
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal AnswerOptions Copy() => (AnswerOptions)MemberwiseClone();

    /// <summary>The part that scoring has too.</summary>
    internal ScoringOptions ForBatches() => new()
    {
        UnknownPolicy = UnknownPolicy,
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = Threads,
    };
}
