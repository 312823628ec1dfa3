namespace CharRnn;

/// <summary>A line of a text, without its end.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">The text. Bytes that are not UTF-8 are replaced by U+FFFD.</param>
/// <param name="Problem">Why it is no text, in one sentence, or null if it is one.</param>
internal readonly record struct TextLine(string Source, long Number, string Text, string? Problem)
{
    /// <summary>Gets its place, for messages.</summary>
    public string Place => $"Line {Number} of {Source}";
}
