namespace CharRnn.Cli;

/// <summary>Labels lines. A line that cannot be read has its problem in the place of its label.</summary>
/// <param name="label">Labels texts, in their order.</param>
/// <param name="format">What is written for a line and its label; of a line with a problem the label is null.</param>
internal sealed class LineLabels<TResult>(Func<IEnumerable<string>, IEnumerable<TResult>> label, Func<TextLine, TResult?, string> format)
    where TResult : class
{
    /// <summary>Returns what is written for each line.</summary>
    public IEnumerable<FilteredLine> Of(TextLine[] lines)
    {
        Queue<TResult> results = new(label(lines.Where(line => line.Problem is null).Select(line => line.Text)));
        return lines.Select(line => new FilteredLine(format(line, line.Problem is null ? results.Dequeue() : null), line.Problem));
    }
}
