namespace CharRnn.Cli;

/// <summary>Finds what is wrong with a line before a batch of lines is computed, which fails as a whole.</summary>
internal static class LineCheck
{
    /// <summary>Returns the line, with its problem if the check throws one.</summary>
    public static TextLine Checked(this TextLine line, Action<string> check)
    {
        try
        {
            check(line.Text);
            return line;
        }
        catch (InvalidTextException exception)
        {
            return line with { Problem = line.Problem ?? $"{line.Place}: {exception.Message}" };
        }
    }
}
