using System.Text;

namespace CharRnn.Reports;

/// <summary>A text to visualise.</summary>
/// <param name="Name">The name for the page.</param>
/// <param name="Text">The text. Every text is read from its beginning.</param>
public sealed record NamedText(string Name, string Text);

/// <summary>The characters of all texts one after another, and what a reader could know after each.</summary>
internal sealed class VisualizedText
{
    private VisualizedText(List<(string Name, Rune[] Characters)> texts, long total)
    {
        Texts = texts;
        Total = total;
        Characters = [.. texts.SelectMany(text => text.Characters)];
        Features = [.. TextFeature.All.Select(feature => texts.SelectMany(text => feature.Compute(text.Characters)).ToArray())];
        IsFirstHalf = [.. texts.SelectMany(text => Enumerable.Range(0, text.Characters.Length).Select(i => i < text.Characters.Length / 2))];
    }

    public IReadOnlyList<(string Name, Rune[] Characters)> Texts { get; }

    public Rune[] Characters { get; }

    /// <summary>The number of characters that were given; those beyond the limit are left out.</summary>
    public long Total { get; }

    /// <summary>[feature][character], in the order of <see cref="TextFeature.All"/>.</summary>
    public float[][] Features { get; }

    /// <summary>Whether each character is in the first half of its text, where cells are searched. They are tested on the other half.</summary>
    public bool[] IsFirstHalf { get; }

    /// <exception cref="InvalidTextException">There is no character.</exception>
    public static VisualizedText Of(IReadOnlyList<NamedText> texts, int limit)
    {
        List<(string, Rune[])> kept = [];
        int left = limit;
        foreach (NamedText text in texts)
        {
            Rune[] characters = [.. text.Text.EnumerateRunes().Take(left)];
            left -= characters.Length;
            if (characters.Length > 0)
            {
                kept.Add((text.Name, characters));
            }
        }

        return kept.Count > 0
            ? new VisualizedText(kept, texts.Sum(text => (long)text.Text.EnumerateRunes().Count()))
            : throw new InvalidTextException($"{string.Join(", ", texts.Select(text => text.Name))} has no character; there is nothing to show.");
    }

    /// <summary>A feature's values in one half.</summary>
    public ReadOnlyMemory<float> FeatureIn(bool firstHalf, int feature) =>
        Features[feature].Where((_, i) => IsFirstHalf[i] == firstHalf).ToArray();
}
