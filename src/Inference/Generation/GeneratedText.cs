namespace CharRnn.Inference;

/// <summary>A text that was generated.</summary>
/// <param name="Characters">Its characters, without the stop sequence.</param>
/// <param name="FinishReason">Why it ended.</param>
public sealed record GeneratedText(IReadOnlyList<GeneratedCharacter> Characters, FinishReason FinishReason)
{
    /// <summary>The whole text.</summary>
    public string Text => field ??= string.Concat(Characters.Select(character => character.Text));

    /// <summary>Sum of the characters' log-probabilities, in nats; null where they were not asked for.</summary>
    public double? LogLikelihood => Characters.Any(character => character.LogProbability is null) ? null : Characters.Sum(character => character.LogProbability);

    /// <summary>Returns some of several texts: the likeliest by their average character first, those without characters last.</summary>
    internal static IReadOnlyList<GeneratedText> Likeliest(IEnumerable<GeneratedText> texts, int count) => [.. texts
        .OrderByDescending(text => text.Characters.Count == 0 ? double.NegativeInfinity : text.LogLikelihood / text.Characters.Count)
        .Take(count)];

    /// <inheritdoc/>
    public override string ToString() => Text;
}
