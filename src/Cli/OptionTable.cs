using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>Command-line options that each set one property of an options record, so that only what was given overrides.</summary>
/// <param name="defaults">What the help shows as defaults.</param>
internal sealed class OptionTable<TOptions>(TOptions defaults)
{
    private readonly List<(Option Option, Func<ParseResult, TOptions, TOptions> Apply)> entries = [];

    /// <summary>The options, for the command.</summary>
    public IEnumerable<Option> Options => entries.Select(entry => entry.Option);

    /// <summary>Adds an option.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="description">Its help.</param>
    /// <param name="get">Reads its property, for the default.</param>
    /// <param name="set">Sets its property.</param>
    public void Add<T>(string name, string description, Func<TOptions, T> get, Func<TOptions, T, TOptions> set)
    {
        Option<T> option = new(name) { Description = description };
        if (get(defaults) is { } value and not false)
        {
            option.DefaultValueFactory = _ => value;
        }

        entries.Add((option, (parsed, options) => set(options, parsed.GetValue(option)!)));
    }

    /// <summary>The options that the command line gives, upon others.</summary>
    public TOptions Apply(ParseResult parsed, TOptions start) =>
        entries.Where(entry => parsed.IsGiven(entry.Option)).Aggregate(start, (options, entry) => entry.Apply(parsed, options));

    /// <summary>The names of the options that the command line gives.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        entries.Where(entry => parsed.IsGiven(entry.Option)).Select(entry => entry.Option.Name);
}

/// <summary>What a command line gives, apart from defaults.</summary>
internal static class GivenOptions
{
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
