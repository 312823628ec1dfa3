using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace CharRnn.Orleans;

/// <summary>Finds options that are not as their attributes say.</summary>
internal static class AttributeProblems
{
    /// <returns>A sentence for each: what was given, and what is allowed.</returns>
    public static IEnumerable<string> Find(object options) =>
        from property in options.GetType().GetProperties()
        from limit in property.GetCustomAttributes<ValidationAttribute>()
        let value = property.GetValue(options)
        where !limit.IsValid(value)
        select FormattableString.Invariant($"{property.Name} is {(value is null or "" ? "empty" : value)}; must be {Allowed(limit)}");

    private static string Allowed(ValidationAttribute limit) => limit switch
    {
        RangeAttribute range => FormattableString.Invariant($"from {range.Minimum} to {range.Maximum}"),
        EnumDataTypeAttribute values => $"one of {string.Join(", ", Enum.GetNames(values.EnumType))}",
        RequiredAttribute => "a text",
        _ => throw new NotSupportedException($"{limit} has no words."),
    };
}
