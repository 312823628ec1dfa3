using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>
/// Makes the argument after an option its value, whatever it is, as getopt does: <c>--stop --</c> stops at two dashes. The parser would
/// end the options there, and would take <c>--prompt --seed=1</c> for two options.
/// </summary>
internal static class LiteralValues
{
    /// <summary>Joins every value that begins with a dash to its option. <c>--</c> in any other place ends the options.</summary>
    public static IReadOnlyList<string> Join(string[] arguments, RootCommand root)
    {
        Command? command = root.Subcommands.FirstOrDefault(command => command.Name == arguments.FirstOrDefault());
        HashSet<string> options = [.. command?.Options.Where(option => option.ValueType != typeof(bool)).Select(option => option.Name) ?? []];
        List<string> joined = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--")
            {
                return [.. joined, .. arguments[i..]];
            }

            bool takesNext = options.Contains(arguments[i]) && i + 1 < arguments.Length && arguments[i + 1].StartsWith('-');
            joined.Add(takesNext ? $"{arguments[i]}={arguments[++i]}" : arguments[i]);
        }

        return joined;
    }
}
