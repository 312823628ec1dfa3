using System.CommandLine;
using System.CommandLine.Parsing;

namespace CharRnn.Cli;

/// <summary>Options that no command has. The parser takes them for files where a command takes any number of files.</summary>
internal static class UnknownOptions
{
    /// <summary>Describes each. After <c>--</c> everything is a file.</summary>
    public static IEnumerable<string> Find(ParseResult parsed)
    {
        HashSet<string> possible = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value).Where(LooksLikeOne)];
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => possible.Contains(token.Value))
            .Select(token => $"{token.Value} is not an option. Write -- before files whose names begin with a dash.");
    }

    private static bool LooksLikeOne(string text) => text.Length > 1 && text[0] == '-';
}
