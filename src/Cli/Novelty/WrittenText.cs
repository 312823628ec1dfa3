using System.Text;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The text whose novelty is measured.</summary>
/// <param name="Name">What it is, for the output.</param>
/// <param name="Text">The text.</param>
/// <param name="Seed">The seed that it was sampled with, or null if it was read.</param>
internal sealed record WrittenText(string Name, string Text, ulong? Seed = null)
{
    /// <summary>Samples a text. That of a line model has whole lines only.</summary>
    /// <exception cref="InvalidTextException">A line model ended no line.</exception>
    public static WrittenText Sample(CharRnnModel model, string name, SamplingOptions sampling, ulong seed, int length, CancellationToken cancellation)
    {
        using WorkProgress progress = new($"sampling {length:N0} characters");
        using GenerationSession session = model.CreateSession(sampling, new GenerationOptions { MaxLength = length, Seed = seed });
        StringBuilder text = new();
        int drawn = 0;
        foreach (string character in session.Stream(cancellationToken: cancellation))
        {
            progress.Report((double)drawn++ / length);
            text.Append(character);
        }

        progress.Report(1);

        string whole = model.Description.Unit == TextUnit.Line ? WholeLines(text.ToString()) : text.ToString();
        return whole.AsSpan().ContainsAnyExcept('\n') ? new WrittenText(name, whole, seed)
            : throw new InvalidTextException($"{name} ended no line within {length:N0} characters; raise --length.");
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="InvalidTextException">It cannot be read, is empty, or is longer than the limit.</exception>
    public static WrittenText Read(string file, bool replaceInvalid, int limit)
    {
        (string name, ReadOnlyMemory<byte> utf8) = file == "-"
            ? ("standard input", Utf8Text.ReadStandardInput(replaceInvalid))
            : (file, Utf8Text.ReadFile(file, replaceInvalid));
        int length = CorpusText.CountCharacters(utf8.Span);
        return length switch
        {
            0 => throw new InvalidTextException($"{name} is empty; there is nothing to measure."),
            _ when length > limit => throw new InvalidTextException(
                $"{name} has {length:N0} characters; --limit is {limit:N0}. Give a part of it, or raise --limit: a million characters take about 150 MB."),
            _ => new WrittenText(name, Encoding.UTF8.GetString(utf8.Span)),
        };
    }

    /// <summary>Returns a text without what follows its last newline.</summary>
    public static string WholeLines(string text) => text[..(text.LastIndexOf('\n') + 1)];
}
