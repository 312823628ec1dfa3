using System.ComponentModel.DataAnnotations;

namespace CharRnn.Server;

/// <summary>The limits and manners of a server. They are the section <c>CharRnn:Server</c> of its configuration.</summary>
public sealed class CharRnnServerOptions
{
    /// <summary>
    /// Gets or sets the keys, of 16 to 512 characters, one of which a request must bring (<c>Authorization: Bearer KEY</c>). The default is
    /// none: everyone who reaches the server may use it.
    /// </summary>
    public IList<string> ApiKeys { get; set; } = [];

    /// <summary>
    /// Gets or sets the path of a file with more keys, one on each line, read when the server starts. Empty lines and lines that begin with
    /// # do not count. The default is null, no file.
    /// </summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Gets or sets the greatest length of a request's body in bytes, from 1,024 to 1,073,741,824; of a line where lines are scored. The default is 4 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int MaxRequestBodySize { get; set; } = 4 << 20;

    /// <summary>Gets or sets the greatest length of a prompt or of a text to score, in UTF-16 units, from 1 to 10,000,000. The default is 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxPromptLength { get; set; } = 100_000;

    /// <summary>Gets or sets the most texts to score in a request, from 1 to 65,536. Streamed lines do not count. The default is 1,024.</summary>
    [Range(1, 65_536)]
    public int MaxTexts { get; set; } = 1024;

    /// <summary>Gets or sets the most texts to generate in a request, of all its prompts together, from 1 to 1,024. The default is 64.</summary>
    [Range(1, 1024)]
    public int MaxChoices { get; set; } = 64;

    /// <summary>Gets or sets the most characters, or words, that a request can ask for, for each text, from 1 to 10,000,000. The default is 4,096.</summary>
    [Range(1, 10_000_000)]
    public int MaxTokens { get; set; } = 4096;

    /// <summary>Gets or sets how many requests are served at once, from 1 to 100,000; one more is refused. The default is 256.</summary>
    [Range(1, 100_000)]
    public int MaxConcurrentRequests { get; set; } = 256;

    /// <summary>
    /// Gets or sets how long a request may take, from 1 second to 1 day; where lines are scored, how long the next may be in coming. The
    /// default is 5 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets how long requests may go on when the server stops, from 0 to 1 hour. The texts that still grow then end with an error. The
    /// default is 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets what to do with a character of a prompt that the vocabulary lacks: error, replace, or skip (which floor is here, too). The default is error.</summary>
    [EnumDataType(typeof(UnknownPolicy))]
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Error;

    /// <summary>Gets or sets whether the log holds the prompts. The default is false: it holds their lengths, and no text at all.</summary>
    public bool LogPrompts { get; set; }
}
