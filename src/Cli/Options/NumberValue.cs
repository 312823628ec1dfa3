using System.CommandLine.Parsing;
using System.Globalization;

namespace CharRnn.Cli;

/// <summary>
/// The only parser of numbers on the command line. A number has digits, a decimal point if it is not whole, and no separators or
/// blanks, whatever the culture.
/// </summary>
internal static class NumberValue
{
    /// <summary>Returns whether a type is a number, or one that may be null.</summary>
    public static bool IsNumber(Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double && !EnumOptions.IsEnum(type);

    /// <summary>Parses the value of an option.</summary>
    /// <typeparam name="T">A type of which <see cref="IsNumber"/> is true.</typeparam>
    public static T? Parse<T>(ArgumentResult result)
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        string given = result.Tokens[^1].Value;
        if (Parse(given, type) is { } number)
        {
            return (T)number;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is {given}; must be {Allowed(type)}.");
        return default;
    }

    /// <summary>Checks a number that is at least 1.</summary>
    /// <exception cref="InvalidOptionsException">It is out of range.</exception>
    public static void CheckRange(string name, int value, int most)
    {
        if (value < 1 || value > most)
        {
            throw new InvalidOptionsException($"{name} is {value}; must be from 1 to {most}");
        }
    }

    private static object? Parse(string text, Type type)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out int number) ? number : null,
            TypeCode.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long number) ? number : null,
            TypeCode.UInt64 => ulong.TryParse(text, NumberStyles.None, invariant, out ulong number) ? number : null,
            _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, invariant, out double number)
                && double.IsFinite(number) ? number : null,
        };
    }

    private static string Allowed(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => $"a whole number up to {int.MaxValue}, without separators",
        TypeCode.Int64 => $"a whole number up to {long.MaxValue}, without separators",
        TypeCode.UInt64 => $"a whole number from 0 to {ulong.MaxValue}, without separators",
        _ => "a number such as 0.8, with a decimal point and without separators",
    };
}
