using System.Text;

namespace CharRnn.Reports;

/// <summary>
/// How deep a text is in quotes and brackets after each character. The opening character is inside, the closing one is not. An empty line ends
/// quotes, parentheses and brackets, so that one that is never closed does not spoil the rest; braces go on, as in program code.
/// </summary>
internal static class Enclosures
{
    public static readonly (char Open, char Close) Parentheses = ('(', ')'), Brackets = ('[', ']'), Braces = ('{', '}');

    /// <summary>1 inside straight or curly double quotes, otherwise 0.</summary>
    public static float[] Quotes(Rune[] text)
    {
        float[] inside = new float[text.Length];
        bool isInside = false;
        for (int i = 0; i < text.Length; i++)
        {
            isInside = text[i].Value switch
            {
                '"' => !isInside,
                '“' => true,
                '”' => false,
                _ => isInside && !EndsEmptyLine(text, i),
            };
            inside[i] = isInside ? 1 : 0;
        }

        return inside;
    }

    /// <summary>How many pairs of one kind are open.</summary>
    public static float[] Depth(Rune[] text, (char Open, char Close) pair)
    {
        float[] depths = new float[text.Length];
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth = text[i].Value == pair.Open ? depth + 1
                : text[i].Value == pair.Close ? Math.Max(0, depth - 1)
                : pair != Braces && EndsEmptyLine(text, i) ? 0
                : depth;
            depths[i] = depth;
        }

        return depths;
    }

    /// <summary>How many parentheses, brackets and braces are open.</summary>
    public static float[] Depth(Rune[] text)
    {
        float[][] kinds = [Depth(text, Parentheses), Depth(text, Brackets), Depth(text, Braces)];
        return [.. Enumerable.Range(0, text.Length).Select(i => kinds.Sum(depths => depths[i]))];
    }

    private static bool EndsEmptyLine(Rune[] text, int i) =>
        text[i].Value == '\n' && i > 0 && (text[i - 1].Value == '\n' || (text[i - 1].Value == '\r' && i > 1 && text[i - 2].Value == '\n'));
}
