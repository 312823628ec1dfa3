using System.ComponentModel.DataAnnotations;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions;

/// <summary>Options of <c>AnswerText</c>: how answers are written, and how questions are read.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class TextAnsweringOptions
{
    /// <summary>Gets or sets the name of a further column, the log-probability of each answer in nats, as <see cref="float"/>. The default is null: there is none.</summary>
    public string? LogLikelihoodColumnName { get; set; }

    /// <summary>Gets or sets the greatest number of characters of an answer, from 1 to 1,000,000. The default is 256.</summary>
    [Range(1, 1_000_000)]
    public int MaxLength { get; set; } = 256;

    /// <summary>
    /// Gets or sets how many beginnings of an answer are followed side by side, from 1 to 256; the likeliest whole answer that is found is given. The
    /// default is 1, which takes the likeliest character each time.
    /// </summary>
    [Range(1, 256)]
    public int Beams { get; set; } = 1;

    /// <summary>
    /// Gets or sets what happens to a character of a question that the vocabulary lacks. The default is <see cref="UnknownPolicy.Error"/>, because
    /// a question without one of its characters is another one: the row has no answer, and reading it throws.
    /// </summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Error;

    /// <summary>Gets or sets the number of questions that the model answers at once, from 1 to 1024. The default is 32.</summary>
    [Range(1, ScoringOptions.MaximumBatchSize)]
    public int BatchSize { get; set; } = 32;

    /// <summary>
    /// Gets or sets the number of rows that are read before the first is answered, from <see cref="BatchSize"/> to 65,536. More rows take more
    /// memory, and fill batches of more similar lengths. The default is 512.
    /// </summary>
    [Range(1, ScoringOptions.MaximumLookAhead)]
    public int LookAhead { get; set; } = 512;

    /// <summary>
    /// Gets or sets the number of batches that are answered in parallel, from 1 to 1024, or 0 for one per core. It is limited to the cores of
    /// the machine that answers. The default is 0.
    /// </summary>
    [Range(0, ThreadCount.Maximum)]
    public int Threads { get; set; }

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (LogLikelihoodColumnName == "")
        {
            problems.Add("LogLikelihoodColumnName is empty; must be a name, or null for no such column");
        }

        if (Threads is < 0 or > ThreadCount.Maximum)
        {
            problems.Add($"Threads is {Threads}; must be from 1 to {ThreadCount.Maximum}, or 0 for one per core");
        }

        AnswerOptions options = ForAnswerer();
        options.Threads = 1; // checked above
        options.FindProblems(problems);
        InvalidOptionsException.ThrowIfAny(problems);
    }

    /// <summary>Returns the answerer's part of the options, for this machine.</summary>
    internal AnswerOptions ForAnswerer() => new()
    {
        MaxLength = MaxLength,
        Beams = Beams,
        UnknownPolicy = UnknownPolicy,
        BatchSize = BatchSize,
        LookAhead = LookAhead,
        Threads = ThreadCount.OrOneForEachCore(Threads),
    };
}
