using System.CommandLine.Parsing;

namespace CharRnn.Cli;

/// <summary>
/// The check of every value that names something, such as a file, a folder, a corpus or a device. An empty name is an unset variable
/// of a shell. A name like --this is an option that does not exist, or stands where a value is missing.
/// </summary>
internal static class NameValue
{
    /// <summary>A validator of options.</summary>
    public static void Check(OptionResult result) => Check(result, result.Option.Name);

    /// <summary>A validator of arguments.</summary>
    public static void Check(ArgumentResult result) => Check(result, result.Argument.Name);

    private static void Check(SymbolResult result, string name)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.Length == 0)
            {
                result.AddError($"{name} is empty; must be a name or a path.");
            }
            else if (token.Value is ['-', _, ..])
            {
                result.AddError($"{name} is {token.Value}, which looks like an option, and there is none of that name here; if it is a file, write ./{token.Value}.");
            }
        }
    }
}
