using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Inference;

namespace CharRnn.Cli;

/// <summary>How labels are printed: a line of text, or a JSON object.</summary>
internal static class LabelFormat
{
    /// <summary>Makes the format of the labels of a line's characters, one after the other.</summary>
    /// <param name="labels">All labels by id. A stream can have taught that a line end is one; it must not end the line.</param>
    public static Func<TextLine, TextTags?, string> TagsAsText(IReadOnlyList<string> labels)
    {
        string[] shown = [.. labels.Select(label => VisibleText.Line(label))];
        return (line, tags) => tags is null ? $"error\t{line.Problem}" : string.Concat(tags.Ids.Select(id => shown[id]));
    }

    /// <summary>The class of a line, its probability and the line.</summary>
    public static string AsText(TextLine line, TextClass? found) => found is null
        ? $"error\t\t{line.Problem}"
        : string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Line(found.Label ?? "")}\t{found.Probability:F3}\t{line.Text}");

    public static string AsJson(TextLine line, TextTags? tags) => JsonSerializer.Serialize(
        new TagDocument(line.Text, tags?.Labels, tags?.Probabilities.Select(Rounded), tags?.UnknownCount, line.Problem), LabelJson.Default.TagDocument);

    /// <summary>With the probability of each of the given classes.</summary>
    public static string AsJson(TextLine line, TextClass? found, IReadOnlyList<string> classes)
    {
        Dictionary<string, double?>? probabilities = found?.Label is null ? null
            : classes.Zip(found.Probabilities).ToDictionary(each => each.First, each => Rounded(each.Second));
        return JsonSerializer.Serialize(
            new ClassDocument(line.Text, found?.Label, Averages.Finite(found is null ? null : Rounded(found.Probability)), probabilities, found?.UnknownCount, line.Problem),
            LabelJson.Default.ClassDocument);
    }

    // Six digits of a float are right.
    private static double? Rounded(float probability) => Averages.Finite(float.IsFinite(probability) ? Math.Round((double)probability, 6) : null);
}

internal sealed record TagDocument(
    string Text,
    IReadOnlyList<string>? Labels,
    IEnumerable<double?>? Probabilities,
    int? UnknownCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

internal sealed record ClassDocument(
    string Text,
    string? Label,
    double? Probability,
    IReadOnlyDictionary<string, double?>? Probabilities,
    int? UnknownCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TagDocument))]
[JsonSerializable(typeof(ClassDocument))]
internal sealed partial class LabelJson : JsonSerializerContext;
