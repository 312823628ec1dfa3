using System.Text;

namespace CharRnn.Reports;

/// <summary>Where in its line a text is after each character.</summary>
internal static class Lines
{
    /// <summary>The end of the line is near if it is among so many next characters.</summary>
    public const int Near = 10;

    /// <summary>The number of characters of the line so far; 0 after its end.</summary>
    public static float[] Position(Rune[] text)
    {
        float[] positions = new float[text.Length];
        int position = 0;
        for (int i = 0; i < text.Length; i++)
        {
            position = text[i].Value == '\n' ? 0 : position + 1;
            positions[i] = position;
        }

        return positions;
    }

    /// <summary>1 if a newline is among the next <see cref="Near"/> characters, otherwise 0.</summary>
    public static float[] EndNear(Rune[] text)
    {
        float[] near = new float[text.Length];
        int distance = Near + 1;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            near[i] = distance <= Near ? 1 : 0;
            distance = text[i].Value == '\n' ? 1 : distance + 1;
        }

        return near;
    }
}
