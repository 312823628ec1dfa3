using System.Text;

namespace CharRnn.Reports;

/// <summary>Whether a text is inside a comment, a URL or a markup tag after each character: 1 or 0.</summary>
internal static class Spans
{
    private static readonly (string Open, string Close)[] CommentKinds = [("//", "\n"), ("/*", "*/"), ("<!--", "-->")];

    /// <summary>Inside <c>// …</c> to the end of the line (but not that of a URL), <c>/* … */</c> and <c>&lt;!-- … --&gt;</c>, from the end of the opening characters on.</summary>
    public static float[] Comments(Rune[] text)
    {
        float[] inside = new float[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!Array.Exists(CommentKinds, kind => StartsAt(text, i, kind.Open)) || (i > 0 && text[i - 1].Value == ':'))
            {
                continue;
            }

            (string open, string close) = Array.Find(CommentKinds, kind => StartsAt(text, i, kind.Open));
            int end = i + open.Length;
            while (end < text.Length && !StartsAt(text, end, close))
            {
                end++;
            }

            i = Fill(inside, i + open.Length - 1, Math.Min(text.Length, end + close.Length - 1)) - 1;
        }

        return inside;
    }

    /// <summary>Inside a URL, from the <c>://</c> on, which shows that it is one.</summary>
    public static float[] Urls(Rune[] text)
    {
        float[] inside = new float[text.Length];
        for (int i = 1; i < text.Length; i++)
        {
            if (StartsAt(text, i, "://") && Rune.IsLetter(text[i - 1]))
            {
                int end = i + 3;
                while (end < text.Length && !Rune.IsWhiteSpace(text[end]) && !"<>\"'`)]}".Contains(text[end].ToString(), StringComparison.Ordinal))
                {
                    end++;
                }

                i = Fill(inside, i + 2, end) - 1;
            }
        }

        return inside;
    }

    /// <summary>Inside <c>&lt;name …&gt;</c> or <c>&lt;/name&gt;</c>, from the &lt; to before the &gt;.</summary>
    public static float[] Tags(Rune[] text)
    {
        float[] inside = new float[text.Length];
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (text[i].Value == '<' && (Rune.IsLetter(text[i + 1]) || text[i + 1].Value == '/'))
            {
                int end = i + 1;
                while (end < text.Length && text[end].Value is not ('<' or '>'))
                {
                    end++;
                }

                if (end < text.Length && text[end].Value == '>')
                {
                    Fill(inside, i, end);
                }

                i = end - 1;
            }
        }

        return inside;
    }

    private static int Fill(float[] inside, int start, int end)
    {
        Array.Fill(inside, 1, start, end - start);
        return end;
    }

    private static bool StartsAt(Rune[] text, int start, string what)
    {
        for (int i = 0; i < what.Length; i++)
        {
            if (start + i >= text.Length || text[start + i].Value != what[i])
            {
                return false;
            }
        }

        return true;
    }
}
