using System.Text;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>What happens to a text that is too long.</summary>
/// <param name="MaximumLength">In Unicode scalars.</param>
/// <param name="Policy">What to do with a longer one.</param>
internal readonly record struct LongTextRule(int MaximumLength, LongTextPolicy Policy)
{
    /// <summary>The text that is scored.</summary>
    /// <exception cref="InvalidTextException">It is too long, and that is an error.</exception>
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
