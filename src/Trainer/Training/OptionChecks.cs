using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace CharRnn.Trainer;

/// <summary>Checks what an options class says of its own properties: their <see cref="RangeAttribute"/>, and that an enum has the value.</summary>
internal static class OptionChecks
{
    /// <summary>Adds a problem for each value out of range, in the order of the properties.</summary>
    public static void FindProblems<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(TOptions options, List<string> problems)
    {
        foreach (PropertyInfo property in typeof(TOptions).GetProperties().OrderBy(property => property.MetadataToken))
        {
            object? value = property.GetValue(options);
            if (value is Enum named && !Enum.IsDefined(named.GetType(), named))
            {
                problems.Add($"{property.Name} is {named}; must be one of {string.Join(", ", LowerCaseName.All(named.GetType()))}");
            }
            else if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{property.Name} is {value}; must be {Describe(range)}"));
            }
        }
    }

    private static string Describe(RangeAttribute range)
    {
        string least = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture)!;
        string most = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture)!;
        return (range.Maximum is int.MaxValue or double.PositiveInfinity, range.MinimumIsExclusive, range.MaximumIsExclusive) switch
        {
            (true, false, _) => $"{least} or more",
            (true, true, _) => $"above {least}",
            (_, false, false) => $"from {least} to {most}",
            (_, false, true) => $"from {least} to below {most}",
            (_, true, false) => $"above {least} and at most {most}",
            (_, true, true) => $"above {least} and below {most}",
        };
    }
}
