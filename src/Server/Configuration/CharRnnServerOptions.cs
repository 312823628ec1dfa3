using System.ComponentModel.DataAnnotations;

namespace CharRnn.Server;

/// <summary>The limits and manners of a server. They are the section <c>CharRnn:Server</c> of its configuration.</summary>
public sealed class CharRnnServerOptions
{
    /// <summary>Gets or sets the greatest length of a prompt or a text to score, in UTF-16 units, from 1 to 10,000,000. The default is 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxPromptLength { get; set; } = 100_000;

    /// <summary>Gets or sets the most prompts of a request, from 1 to 1,024. The default is 64.</summary>
    [Range(1, 1024)]
    public int MaxPrompts { get; set; } = 64;

    /// <summary>Gets or sets the most texts of a request, of all its prompts together, from 1 to 1,024. The default is 64.</summary>
    [Range(1, 1024)]
    public int MaxChoices { get; set; } = 64;

    /// <summary>Gets or sets the most characters that a request can ask for, for each text, from 1 to 10,000,000. The default is 4,096.</summary>
    [Range(1, 10_000_000)]
    public int MaxTokens { get; set; } = 4096;

    /// <summary>Gets or sets what to do with a character of a prompt that the vocabulary lacks: error, replace or skip. The default is error.</summary>
    public UnknownPolicy UnknownPolicy { get; set; } = UnknownPolicy.Error;
}
