using System.Text;

namespace CharRnn.Reports;

/// <summary>Something that a reader could know of a text after each of its characters.</summary>
/// <param name="Name">What it is called on the page.</param>
/// <param name="Compute">Its value after each character of a text.</param>
internal sealed record TextFeature(string Name, Func<Rune[], float[]> Compute)
{
    /// <summary>All features that cells are compared with.</summary>
    public static IReadOnlyList<TextFeature> All { get; } =
    [
        new("inside quotes", Enclosures.Quotes),
        new("inside parentheses", text => Inside(Enclosures.Depth(text, Enclosures.Parentheses))),
        new("inside brackets", text => Inside(Enclosures.Depth(text, Enclosures.Brackets))),
        new("inside braces", text => Inside(Enclosures.Depth(text, Enclosures.Braces))),
        new("nesting depth", Enclosures.Depth),
        new("inside a comment", Spans.Comments),
        new("inside a URL", Spans.Urls),
        new("inside a markup tag", Spans.Tags),
        new("position in the line", Lines.Position),
        new("end of the line near", Lines.EndNear),
        new("length of the word so far", Words.LengthSoFar),
        new("capital letter", text => Words.Each(text, Rune.IsUpper)),
        new("digit", text => Words.Each(text, Rune.IsDigit)),
    ];

    private static float[] Inside(float[] depth) => Array.ConvertAll(depth, value => Math.Min(value, 1));
}
