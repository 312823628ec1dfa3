using System.CommandLine.Parsing;

namespace CharRnn.Cli;

/// <summary>
/// The check of every value that names something, such as a file, a folder, a corpus or a device. An empty name is an unset variable
/// of a shell.
/// </summary>
internal static class NameValue
{
    /// <summary>A validator of options. A value like --this stands where a value is missing.</summary>
    public static void Check(OptionResult result)
    {
        CheckNotEmpty(result, result.Option.Name);
        if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } token)
        {
            result.AddError($"{result.Option.Name} is {token.Value}, which looks like an option; if it is a file, write ./{token.Value}.");
        }
    }

    /// <summary>A validator of arguments.</summary>
    public static void Check(ArgumentResult result) => CheckNotEmpty(result, result.Argument.Name);

    private static void CheckNotEmpty(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name} is empty; must be a name or a path.");
        }
    }

    /// <summary>Checks that standard input is the name of one text at most. Null is a text that is not given.</summary>
    /// <exception cref="InvalidOptionsException">It is that of two.</exception>
    public static void CheckStandardInput(params IEnumerable<string?> texts)
    {
        if (texts.Count(text => text == "-") > 1)
        {
            throw new InvalidOptionsException("Standard input (-) is given more than once; it can be read only once");
        }
    }
}
