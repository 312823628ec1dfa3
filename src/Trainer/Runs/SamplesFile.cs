using System.Globalization;
using System.Text;

namespace CharRnn.Trainer;

/// <summary>samples.txt: for each sample <c>=== step N ===</c>, the text and an empty line.</summary>
internal static class SamplesFile
{
    private const int MaximumLength = 256 * 1024 * 1024; // bytes
    private const string HeadStart = "=== step ";
    private const string HeadEnd = " ===";

    /// <summary>Appends a sample.</summary>
    public static void Append(string path, TrainingSample sample) =>
        RunFile.Append(path, Encoding.UTF8.GetBytes($"{HeadStart}{sample.Step}{HeadEnd}\n{sample.Text}\n\n"));

    /// <summary>Reads the samples in the order of the file. Invalid UTF-8 becomes U+FFFD.</summary>
    public static IReadOnlyList<TrainingSample> Read(string path) => Parse(Encoding.UTF8.GetString(RunFile.Read(path, MaximumLength)));

    private static List<TrainingSample> Parse(string text)
    {
        List<TrainingSample> samples = [];
        long? step = null;
        int textStart = 0;
        bool afterEmptyLine = true; // a header follows an empty line, which rules out most look-alikes in the samples
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
                samples.Add(new TrainingSample(known, WithoutEnd(text[textStart..end])));
            }
        }
    }

    private static long? StepOf(ReadOnlySpan<char> line) =>
        line.StartsWith(HeadStart) && line.EndsWith(HeadEnd) && line.Length > HeadStart.Length + HeadEnd.Length
        && long.TryParse(line[HeadStart.Length..^HeadEnd.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : null;

    // Removes only the two newlines that the file adds; the others belong to the sample.
    private static string WithoutEnd(string text) => text.EndsWith("\n\n", StringComparison.Ordinal) ? text[..^2] : text.TrimEnd('\n');
}
