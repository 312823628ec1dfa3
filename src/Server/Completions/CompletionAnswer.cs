using CharRnn.Inference;

namespace CharRnn.Server;

/// <summary>Puts generated texts into the shape of the answer.</summary>
/// <param name="completion">What was asked for.</param>
/// <param name="echoes">How the texts of each prompt begin.</param>
/// <param name="model">What generated.</param>
/// <param name="modelName">The name that it is served by.</param>
/// <param name="now">The time.</param>
internal sealed class CompletionAnswer(
    Completion completion, IReadOnlyList<IReadOnlyList<GeneratedCharacter>> echoes, CharRnnModel model, string modelName, DateTimeOffset now)
{
    private const int FingerprintLength = 12;

    private readonly string id = $"cmpl-{Guid.NewGuid():N}";

    public CompletionResponse With(IReadOnlyList<CompletionChoice> choices, CompletionUsage? usage) =>
        new(id, "text_completion", now.ToUnixTimeSeconds(), modelName, model.Sha256[..FingerprintLength], choices, usage);

    /// <summary>A text as a whole.</summary>
    public CompletionChoice WholeText(int index, GeneratedText text) => Choice(index, [.. EchoOf(index), .. text.Characters], 0, text.FinishReason);

    /// <summary>The next part of a text.</summary>
    /// <param name="index">Its place in the answer.</param>
    /// <param name="characters">The part.</param>
    /// <param name="before">The number of characters before.</param>
    /// <param name="reason">Why the text ends with it; null if it does not.</param>
    public CompletionChoice NextPart(int index, IReadOnlyList<GeneratedCharacter> characters, int before, FinishReason? reason) =>
        before == 0 ? Choice(index, [.. EchoOf(index), .. characters], 0, reason) : Choice(index, characters, CountCharacters(EchoOf(index)) + before, reason);

    public CompletionUsage Usage(int generated)
    {
        int prompts = completion.PromptLengths.Sum();
        return new CompletionUsage(prompts, generated, prompts + generated);
    }

    private IReadOnlyList<GeneratedCharacter> EchoOf(int index) => echoes[index / completion.Choices];

    private CompletionChoice Choice(int index, IReadOnlyList<GeneratedCharacter> characters, int offset, FinishReason? reason) => new(
        string.Concat(characters.Select(character => character.Text)),
        index,
        completion.Request.Generation.LogProbabilities is null ? null : LogProbsOf(characters, offset),
        reason?.ToString().ToLowerInvariant());

    private static CompletionLogProbs LogProbsOf(IReadOnlyList<GeneratedCharacter> characters, int offset) => new(
        [.. characters.Select(character => character.Text)],
        [.. characters.Select(character => JsonNumber.OrNull(character.LogProbability))],
        [.. characters.Select(TopOf)],
        [.. OffsetsOf(characters, offset)]);

    private static IEnumerable<int> OffsetsOf(IReadOnlyList<GeneratedCharacter> characters, int offset)
    {
        foreach (GeneratedCharacter character in characters)
        {
            yield return offset;
            offset += character.CountCharacters();
        }
    }

    private static int CountCharacters(IReadOnlyList<GeneratedCharacter> characters) => characters.Sum(character => character.CountCharacters());

    private static Dictionary<string, double?>? TopOf(GeneratedCharacter character)
    {
        if (character.LogProbability is null)
        {
            return null; // the model does not know it
        }

        Dictionary<string, double?> top = character.Alternatives!.ToDictionary(alternative => alternative.Text, alternative => JsonNumber.OrNull(alternative.LogProbability));
        top.TryAdd(character.Text, JsonNumber.OrNull(character.LogProbability));
        return top;
    }
}
