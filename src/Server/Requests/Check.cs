using System.Numerics;
using System.Text.Json;

namespace CharRnn.Server;

/// <summary>Refuses values that are out of range.</summary>
internal static class Check
{
    public static void That(bool isValid, string parameter, FormattableString problem, string? code = null)
    {
        if (!isValid)
        {
            throw ApiException.BadRequest(FormattableString.Invariant(problem), parameter, code);
        }
    }

    /// <returns>The value, which is from <paramref name="least"/> to <paramref name="most"/>.</returns>
    public static T Range<T>(string parameter, T value, T least, T most)
        where T : INumber<T>
    {
        That(value >= least && value <= most, parameter, $"{parameter} is {value}; must be from {least} to {most}.");
        return value;
    }

    public static void Length(string parameter, string text, int most) =>
        That(text.Length <= most, parameter, $"{parameter} has {text.Length} UTF-16 units; must have at most {most}.", "context_length_exceeded");

    /// <param name="unknown">The fields of a request that there are not.</param>
    /// <param name="parent">What they are in, with a dot.</param>
    public static void RefuseUnknown(Dictionary<string, JsonElement>? unknown, string parent = "")
    {
        string? name = unknown?.Keys.FirstOrDefault();
        That(name is null, parent + name, $"{parent}{VisibleText.Line(name ?? "", 80)} is not supported.", "unsupported_parameter");
    }
}
