namespace CharRnn.Inference;

/// <summary>What the model thought of a character that is drawn, and of those that could have come. Not safe for concurrent use.</summary>
internal sealed class CharacterProbabilities(CharRnnModel model, int alternatives)
{
    private double logProbability; // of its symbols so far
    private AlternativeCharacter[]? likeliest; // null before its first symbol

    /// <summary>A symbol was drawn: a character, or one of its bytes.</summary>
    /// <param name="logits">[vocabulary], as the model gave them.</param>
    /// <param name="id">The symbol.</param>
    public void Add(ReadOnlySpan<float> logits, int id)
    {
        logProbability += Likelihood.LogProbability(logits, id);
        likeliest ??= Likeliest(logits);
    }

    /// <summary>The symbols make a whole character.</summary>
    public GeneratedCharacter Take(string text)
    {
        GeneratedCharacter character = new(text, logProbability, likeliest);
        (logProbability, likeliest) = (0, null);
        return character;
    }

    private AlternativeCharacter[] Likeliest(ReadOnlySpan<float> logits)
    {
        float[] values = logits.ToArray();
        double offset = Likelihood.LogSumExp(logits);
        return [.. Enumerable.Range(0, values.Length)
            .Where(id => id != model.Vocabulary.UnknownId)
            .OrderByDescending(id => values[id]) // stable: the lower id first
            .Take(alternatives)
            .Select(id => new AlternativeCharacter(NameOf(id), values[id] - offset))];
    }

    private string NameOf(int id) =>
        model.Vocabulary.Tokenization == Tokenization.Bytes && id >= 0x80 ? $"\\x{id:X2}" : model.CharacterOf(id);
}
