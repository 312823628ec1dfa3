namespace CharRnn.Cli;

/// <summary>Gives lines their results. A line that cannot be read has its problem in the place of its result.</summary>
/// <param name="compute">Returns the results of texts, in their order.</param>
/// <param name="format">What is written for a line and its result; of a line with a problem the result is null.</param>
internal sealed class LineResults<TResult>(Func<IEnumerable<string>, IEnumerable<TResult>> compute, Func<TextLine, TResult?, string> format)
    where TResult : class
{
    /// <summary>Returns what is written for each line.</summary>
    public IEnumerable<FilteredLine> Of(TextLine[] lines)
    {
        Queue<TResult> results = new(compute(lines.Where(line => line.Problem is null).Select(line => line.Text)));
        return lines.Select(line => new FilteredLine(format(line, line.Problem is null ? results.Dequeue() : null), line.Problem));
    }
}
