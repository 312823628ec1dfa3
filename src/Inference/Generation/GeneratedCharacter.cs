using System.Globalization;

namespace CharRnn.Inference;

/// <summary>A character, or with a model of words a word, that was generated.</summary>
/// <param name="Text">One Unicode scalar, or one word: of the last one before a stop sequence, the part before it.</param>
/// <param name="LogProbability">
/// ln p(character | those before it) in nats, of the model itself: before temperature, penalties and cuts, as a scorer gives it. Null
/// unless <see cref="GenerationOptions.LogProbabilities"/> asks for it.
/// </param>
/// <param name="Alternatives">
/// The most likely characters in its place, the likeliest first; it may be one of them. Null as above.
/// </param>
public readonly record struct GeneratedCharacter(string Text, double? LogProbability = null, IReadOnlyList<AlternativeCharacter>? Alternatives = null)
{
    /// <summary>Whether a stop sequence begins within the word, of which <see cref="Text"/> is the part before it.</summary>
    internal bool IsCut { get; init; }

    /// <summary>Returns the part of the word before a stop sequence.</summary>
    internal GeneratedCharacter Cut(int length) => this with { Text = Text[..length], IsCut = true };

    /// <summary>Counts the Unicode scalars: 1, or those of a word.</summary>
    internal int CountCharacters() => Text.Length == 1 ? 1 : Text.EnumerateRunes().Count();

    /// <summary>Returns the log-probability without the character: what prints values, such as a log of messages, shows no text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{nameof(GeneratedCharacter)} {{ LogProbability = {LogProbability} }}");
}

/// <summary>A character that was possible.</summary>
/// <param name="Text">One Unicode scalar; in a model of bytes also a byte that only begins one, for example <c>\xE2</c>; one word in a model of words.</param>
/// <param name="LogProbability">ln p of it in that place, in nats; of its first byte in a model of bytes.</param>
public readonly record struct AlternativeCharacter(string Text, double LogProbability);
