using System.Numerics;

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
}
