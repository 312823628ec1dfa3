using System.Text;

namespace CharRnn.Reports;

/// <summary>Whether a text is inside a comment, a URL or a markup tag after each character: 1 or 0.</summary>
internal static class Spans
{
    private static readonly (string Open, string Close)[] CommentKinds = [("//", "\n"), ("/*", "*/"), ("<!--", "-->")];

    /// <summary>
    /// Inside <c>// …</c> to the end of the line (but not after a colon, as in a URL), <c>/* … */</c> and <c>&lt;!-- … --&gt;</c>, from the end of the
    /// opening characters on. What is never closed is no comment, so that a path such as <c>src/*</c> does not spoil the rest.
    /// </summary>
    public static float[] Comments(Rune[] text)
    {
        float[] inside = new float[text.Length];
        List<(string Open, string Close)> kinds = [.. CommentKinds];
        for (int i = 0; i < text.Length; i++)
        {
            if (StartsAt(text, i, "://"))
            {
                i = EndOf(text, i + 1, slash => slash.Value == '/') - 1;
            }
            else if (kinds.Find(kind => StartsAt(text, i, kind.Open)) is { Open: { } open } kind)
            {
                int end = FindClose(text, i + open.Length, kind.Close);
                if (end < 0)
                {
                    kinds.Remove(kind); // nor is any later one closed
                }
                else
                {
                    i = Fill(inside, i + open.Length - 1, end) - 1;
                }
            }
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
                int end = EndOf(text, i + 3, character => !Rune.IsWhiteSpace(character) && !"<>\"'`)]}".Contains(character.ToString(), StringComparison.Ordinal));
                i = Fill(inside, i + 2, end) - 1;
            }
        }

        return inside;
    }

    /// <summary>
    /// Inside <c>&lt;name …&gt;</c> or <c>&lt;/name&gt;</c>, from the &lt; to before the &gt;. After a letter, digit or underscore a tag must be closed
    /// later, or at once: what stands in <c>List&lt;int&gt;</c> is the argument of a generic type.
    /// </summary>
    public static float[] Tags(Rune[] text)
    {
        float[] inside = new float[text.Length];
        Dictionary<string, int> lastClosed = LastClosedTags(text);
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (text[i].Value == '<' && (Rune.IsLetter(text[i + 1]) || text[i + 1].Value == '/'))
            {
                int end = EndOf(text, i + 1, character => character.Value is not ('<' or '>'));
                bool isClosed = text[i + 1].Value == '/' || text[end - 1].Value == '/' || lastClosed.GetValueOrDefault(NameAt(text, i + 1)) > i;
                if (end < text.Length && text[end].Value == '>' && (isClosed || i == 0 || !IsOfName(text[i - 1])))
                {
                    Fill(inside, i, end);
                }

                i = end - 1;
            }
        }

        return inside;
    }

    private static Dictionary<string, int> LastClosedTags(Rune[] text)
    {
        Dictionary<string, int> places = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (StartsAt(text, i, "</"))
            {
                places[NameAt(text, i + 2)] = i;
            }
        }

        return places;
    }

    private static string NameAt(Rune[] text, int start) => string.Concat(text[start..EndOf(text, start, IsOfName)]);

    private static bool IsOfName(Rune character) => Rune.IsLetterOrDigit(character) || character.Value == '_';

    // The end of a comment's inside, before the last character of what closes it; -1 if nothing does. A line may end with the text.
    private static int FindClose(Rune[] text, int start, string close)
    {
        for (int end = start; end < text.Length; end++)
        {
            if (StartsAt(text, end, close))
            {
                return end + close.Length - 1;
            }
        }

        return close == "\n" ? text.Length : -1;
    }

    private static int EndOf(Rune[] text, int start, Predicate<Rune> goesOn)
    {
        int end = start;
        while (end < text.Length && goesOn(text[end]))
        {
            end++;
        }

        return end;
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
