using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CharRnn.Orleans;

/// <summary>How many sessions are kept, and how long.</summary>
public sealed class SessionGrainOptions
{
    /// <summary>Gets or sets how long a session is kept after its last request, from 1 second to 365 days. The default is 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets or sets how many sessions a silo can have, from 1 to 10,000,000; a new one that is too many is refused. The default is 100,000,
    /// which take about a gigabyte.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxSessions { get; set; } = 100_000;

    /// <summary>
    /// Gets or sets the greatest size of what the network remembers, in bytes, from 1 to 67,108,864. A model of two layers of 256 has 4 KiB.
    /// The default is 1,048,576.
    /// </summary>
    [Range(1, 1 << 26)]
    public int MaxStateSize { get; set; } = 1 << 20;
}

/// <summary>Validates what the attributes of <see cref="SessionGrainOptions"/> state.</summary>
internal sealed class SessionGrainOptionsValidator : IValidateOptions<SessionGrainOptions>
{
    public ValidateOptionsResult Validate(string? name, SessionGrainOptions options)
    {
        string[] problems = [.. AttributeProblems.Find(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
