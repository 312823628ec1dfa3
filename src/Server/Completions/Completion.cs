using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>What a request for completions asks for, checked.</summary>
/// <param name="Prompts">The texts to continue.</param>
/// <param name="PromptLengths">The length of each, in characters or words.</param>
/// <param name="Request">What to generate, without the prompt.</param>
/// <param name="Candidates">How many texts to generate for each prompt; the likeliest are returned.</param>
/// <param name="Echo">Whether a text begins with its prompt.</param>
/// <param name="IsStream">Whether the texts are sent while they grow.</param>
/// <param name="IncludeUsage">Whether the last event of a stream has the lengths.</param>
/// <param name="Session">The name of the session that the prompt continues; null where it begins a text.</param>
internal sealed record Completion(
    IReadOnlyList<string> Prompts, IReadOnlyList<int> PromptLengths, GenerationRequest Request, int Candidates, bool Echo, bool IsStream, bool IncludeUsage, string? Session)
{
    /// <summary>Gets how many texts are returned for each prompt.</summary>
    public int Choices => Request.Generation.Choices;

    /// <summary>Gets whether there can be characters that may not be drawn: those of a bias, and, in the least length, those that end a text.</summary>
    public bool ForbidsCharacters => Request.Generation.MinLength > 0 || Request.Sampling.LogitBias.Values.Any(double.IsNegativeInfinity);

    /// <summary>Returns the request of a prompt.</summary>
    public GenerationRequest For(string prompt) => Request with { Prompt = prompt };
}
