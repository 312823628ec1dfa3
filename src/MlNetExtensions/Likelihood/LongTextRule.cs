using System.Text;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Applies a <see cref="LongTextPolicy"/> to texts.</summary>
/// <param name="MaximumLength">The length above which a text is long, in Unicode scalars.</param>
/// <param name="Policy">What happens to a long text.</param>
internal readonly record struct LongTextRule(int MaximumLength, LongTextPolicy Policy)
{
    /// <summary>Returns the part of a text that is scored.</summary>
    /// <exception cref="InvalidTextException">The text is too long, and the policy is <see cref="LongTextPolicy.Error"/>.</exception>
    public string Apply(string text)
    {
        // No text has more scalars than UTF-16 units.
        if (Policy == LongTextPolicy.ScoreInChunks || text.Length <= MaximumLength)
        {
            return text;
        }

        int kept = 0;
        for (int count = 0; count < MaximumLength && kept < text.Length; count++)
        {
            Rune.DecodeFromUtf16(text.AsSpan(kept), out _, out int length);
            kept += length;
        }

        return kept == text.Length ? text
            : Policy == LongTextPolicy.Truncate ? text[..kept]
            : throw new InvalidTextException($"The text has {Count(text)} characters; must be at most {MaximumLength} (MaximumLength), or LongTexts be Truncate or ScoreInChunks.");
    }

    private static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
