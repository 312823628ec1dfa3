namespace CharRnn.Inference;

/// <summary>Collects the log-probabilities of a text's characters, where they are asked for. Not safe for concurrent use.</summary>
/// <param name="rules">What ids mean.</param>
/// <param name="alternatives">How many alternatives come with a character; null collects nothing.</param>
internal sealed class CharacterProbabilities(TextRules rules, int? alternatives)
{
    private double logProbability; // of the current character's tokens so far
    private AlternativeCharacter[]? likeliest; // null before its first token

    /// <summary>Reads the token that was drawn last.</summary>
    /// <param name="state">The text, after the draw.</param>
    /// <param name="logits">[vocabulary], which it was drawn from.</param>
    /// <returns>The character that the token completed; null where it did not.</returns>
    public GeneratedCharacter? Read(DecodingState state, ReadOnlySpan<float> logits)
    {
        if (alternatives is null)
        {
            return state.Character is null ? null : new GeneratedCharacter(state.Character);
        }

        logProbability += Likelihood.LogProbability(logits, state.LastId);
        likeliest ??= Likeliest(logits, alternatives.Value);
        if (state.Character is null)
        {
            return null;
        }

        GeneratedCharacter character = new(state.Character, logProbability, likeliest);
        (logProbability, likeliest) = (0, null);
        return character;
    }

    private AlternativeCharacter[] Likeliest(ReadOnlySpan<float> logits, int count)
    {
        float[] values = logits.ToArray();
        double offset = Likelihood.LogSumExp(logits);
        return [.. Enumerable.Range(0, values.Length)
            .Where(id => id != rules.Vocabulary.UnknownId)
            .OrderByDescending(id => values[id]) // stable: the lower id first
            .Take(count)
            .Select(id => new AlternativeCharacter(NameOf(id), values[id] - offset))];
    }

    private string NameOf(int id) => rules.IsBytes && id >= 0x80 ? $"\\x{id:X2}" : rules.CharacterOf(id);
}
