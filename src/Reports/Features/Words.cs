using System.Text;

namespace CharRnn.Reports;

/// <summary>What kind of character comes, and how long its word is.</summary>
internal static class Words
{
    /// <summary>The number of letters since the last character that is none; 0 after that.</summary>
    public static float[] LengthSoFar(Rune[] text)
    {
        float[] lengths = new float[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            length = Rune.IsLetter(text[i]) ? length + 1 : 0;
            lengths[i] = length;
        }

        return lengths;
    }

    /// <summary>1 after a character of a kind, otherwise 0.</summary>
    public static float[] Each(Rune[] text, Predicate<Rune> isOne) => Array.ConvertAll(text, character => isOne(character) ? 1f : 0);
}
