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

/// <summary>Enumerations on the command line: their names in lower case, as in files. Numbers are not accepted.</summary>
internal static class EnumOptions
{
    /// <summary>Returns whether a type is an enumeration or a nullable one.</summary>
    public static bool IsEnum(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    /// <summary>Makes an option accept the names only, and shows them and the default in its help.</summary>
    /// <param name="option">An option whose type is an enumeration or a nullable one.</param>
    /// <param name="defaultValue">The default, or null if the description states it.</param>
    public static void TakeNames<T>(this Option<T> option, object? defaultValue = null)
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        string[] names = LowerCaseName.All(type);
        option.HelpName = string.Join('|', names);
        option.CompletionSources.Add(names);
        if (defaultValue is Enum value)
        {
            // System.CommandLine would spell the default as C# does.
            option.Description += $" [default: {LowerCaseName.Of(value)}]";
        }

        option.CustomParser = result =>
        {
            string given = result.Tokens[^1].Value;
            if (LowerCaseName.Find(type, given.Replace("-", "", StringComparison.Ordinal)) is { } found) // hessian-free, as its authors spell it
            {
                return (T)found;
            }

            result.AddError($"{option.Name} is {given}; must be one of {string.Join(", ", names)}.");
            return default;
        };
    }
}
