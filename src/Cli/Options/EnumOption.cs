using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>An option whose values are the names of an enumeration.</summary>
internal sealed class EnumOption<T> : Option<T>
    where T : struct, Enum
{
    private readonly T defaultValue;

    public EnumOption(string name, string description, T defaultValue)
        : base(name)
    {
        this.defaultValue = defaultValue;
        Description = description;
        this.TakeNames(defaultValue);
    }

    /// <summary>Gets the value that the command line gives, or the default.</summary>
    public T Read(ParseResult parsed) => parsed.IsGiven(this) ? parsed.GetValue(this) : defaultValue;
}

/// <summary>One spelling of all enumerations on the command line: names in lower case, as in files. A number is not a name.</summary>
internal static class EnumOptions
{
    /// <summary>Returns whether a type is an enumeration, or one that may be null.</summary>
    public static bool IsEnum(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    /// <summary>Makes an option take names only, and its help show them and the default.</summary>
    /// <param name="option">An option of an enumeration, or one that may be null.</param>
    /// <param name="defaultValue">The default, or null if the description tells it.</param>
    public static void TakeNames<T>(this Option<T> option, object? defaultValue = null)
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        string[] names = LowerCaseName.All(type);
        option.HelpName = string.Join('|', names);
        option.CompletionSources.Add(names);
        if (defaultValue is Enum value)
        {
            // System.CommandLine's own default would be spelt as in C#.
            option.Description += $" [default: {LowerCaseName.Of(value)}]";
        }

        option.CustomParser = result =>
        {
            string given = result.Tokens[^1].Value;
            if (names.Contains(given, StringComparer.OrdinalIgnoreCase))
            {
                return (T)Enum.Parse(type, given, ignoreCase: true);
            }

            result.AddError($"{option.Name} is {given}; must be one of {string.Join(", ", names)}.");
            return default;
        };
    }
}
