namespace CharRnn.Inference;

/// <summary>A character that was generated.</summary>
/// <param name="Text">One Unicode scalar.</param>
/// <param name="LogProbability">
/// ln p(character | those before it) as the model has it, before temperature, penalties and cuts, in nats: what a scorer would
/// say. Null unless <see cref="SamplingOptions.LogProbabilities"/> asks for it.
/// </param>
/// <param name="Alternatives">
/// The likeliest that could have come in its place, itself maybe among them, likeliest first; null as before.
/// </param>
public readonly record struct GeneratedCharacter(string Text, double? LogProbability = null, IReadOnlyList<AlternativeCharacter>? Alternatives = null);

/// <summary>A character that could have come.</summary>
/// <param name="Text">One Unicode scalar; in a model of bytes also a byte that only begins one, for example <c>\xE2</c>.</param>
/// <param name="LogProbability">ln p of it in that place, in nats; of its first byte in a model of bytes.</param>
public readonly record struct AlternativeCharacter(string Text, double LogProbability);
