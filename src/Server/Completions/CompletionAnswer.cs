using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>Puts generated texts into the shape of the answer.</summary>
/// <param name="completion">What was asked for.</param>
/// <param name="model">What generated.</param>
/// <param name="modelName">The name that it is served by.</param>
/// <param name="now">The time.</param>
internal sealed class CompletionAnswer(Completion completion, CharRnnModel model, string modelName, DateTimeOffset now)
{
    private const int FingerprintLength = 12;

    private readonly string id = $"cmpl-{Guid.NewGuid():N}";

    public CompletionResponse With(IReadOnlyList<CompletionChoice> choices, CompletionUsage? usage) =>
        new(id, "text_completion", now.ToUnixTimeSeconds(), modelName, model.Sha256[..FingerprintLength], choices, usage);

    public CompletionChoice Choice(int index, IReadOnlyList<GeneratedCharacter> characters, int offset, FinishReason? reason) => new(
        string.Concat(characters.Select(character => character.Text)),
        index,
        completion.Request.Generation.LogProbabilities is null ? null : LogProbsOf(characters, offset),
        reason?.ToString().ToLowerInvariant());

    public CompletionUsage Usage(int generated)
    {
        int prompts = completion.PromptLengths.Sum();
        return new CompletionUsage(prompts, generated, prompts + generated);
    }

    private static CompletionLogProbs LogProbsOf(IReadOnlyList<GeneratedCharacter> characters, int offset) => new(
        [.. characters.Select(character => character.Text)],
        [.. characters.Select(character => character.LogProbability)],
        [.. characters.Select(TopOf)],
        [.. Enumerable.Range(offset, characters.Count)]);

    private static Dictionary<string, double>? TopOf(GeneratedCharacter character)
    {
        if (character.LogProbability is not { } own)
        {
            return null; // the model does not know it
        }

        Dictionary<string, double> top = character.Alternatives!.ToDictionary(alternative => alternative.Text, alternative => alternative.LogProbability);
        top.TryAdd(character.Text, own);
        return top;
    }
}
