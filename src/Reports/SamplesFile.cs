using System.Globalization;
using System.Text;

namespace CharRnn.Reports;

/// <summary>A text that the network made, and after how many steps.</summary>
internal sealed record Sample(long Step, string Text);

/// <summary>Reads samples.txt: <c>=== step N ===</c>, the text, an empty line, and again.</summary>
internal static class SamplesFile
{
    private const int MaximumLength = 256 * 1024 * 1024; // bytes
    private const string HeadStart = "=== step ";
    private const string HeadEnd = " ===";

    /// <summary>The samples in the file's order. What is not UTF-8 becomes U+FFFD.</summary>
    public static IReadOnlyList<Sample> Read(RunFiles run) => Parse(Encoding.UTF8.GetString(run.Read(RunFiles.Samples, MaximumLength)));

    private static List<Sample> Parse(string text)
    {
        List<Sample> samples = [];
        long? step = null;
        int textStart = 0;
        bool afterEmptyLine = true; // a head follows one, so most of what a network makes up is no head
        for (int start = 0; start < text.Length;)
        {
            int newline = text.IndexOf('\n', start);
            int end = newline < 0 ? text.Length : newline;
            int next = Math.Min(end + 1, text.Length);
            if (afterEmptyLine && StepOf(text.AsSpan(start, end - start)) is { } found)
            {
                Add(start);
                (step, textStart) = (found, next);
            }

            afterEmptyLine = end == start;
            start = next;
        }

        Add(text.Length);
        return samples;

        void Add(int end)
        {
            if (step is { } known)
            {
                samples.Add(new Sample(known, WithoutEnd(text[textStart..end])));
            }
        }
    }

    private static long? StepOf(ReadOnlySpan<char> line) =>
        line.StartsWith(HeadStart) && line.EndsWith(HeadEnd) && line.Length > HeadStart.Length + HeadEnd.Length
        && long.TryParse(line[HeadStart.Length..^HeadEnd.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : null;

    // The two line ends that the file adds, and no more: the others are the network's.
    private static string WithoutEnd(string text) => text.EndsWith("\n\n", StringComparison.Ordinal) ? text[..^2] : text.TrimEnd('\n');
}
