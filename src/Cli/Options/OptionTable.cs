using System.CommandLine;

namespace CharRnn.Cli;

/// <summary>Command-line options that each set one property of an options type. Only the options that are given override it.</summary>
/// <param name="defaults">The values that the help shows as defaults.</param>
internal sealed class OptionTable<TOptions>(TOptions defaults)
{
    private readonly List<(Option Option, Action<ParseResult, TOptions> Apply)> entries = [];
    private readonly List<OptionGroup> groups = [];
    private List<Option> group = [];

    /// <summary>Gets the options, for the command.</summary>
    public IEnumerable<Option> Options => entries.Select(entry => entry.Option);

    /// <summary>Gets the options in the groups of the help.</summary>
    public IReadOnlyList<OptionGroup> Groups => groups;

    /// <summary>Begins a group of options.</summary>
    /// <param name="title">The title in the help.</param>
    public void Group(string title)
    {
        group = [];
        groups.Add(new OptionGroup(title, group));
    }

    /// <summary>Adds an option to the current group.</summary>
    /// <param name="name">The name, with dashes.</param>
    /// <param name="description">The help.</param>
    /// <param name="get">Gets the property, for the default.</param>
    /// <param name="set">Sets the property.</param>
    public void Add<T>(string name, string description, Func<TOptions, T> get, Action<TOptions, T> set)
    {
        Option<T> option = new(name) { Description = description };
        if (EnumOptions.IsEnum(typeof(T)))
        {
            option.TakeNames(get(defaults));
        }
        else
        {
            CheckValues(option);
            if (get(defaults) is { } value and not false)
            {
                option.DefaultValueFactory = _ => value;
            }
        }

        Add(option, set);
    }

    /// <summary>Adds an option whose value is any text, and no name: also one like --this.</summary>
    public void AddText(string name, string description, Action<TOptions, string> set) => Add(new Option<string>(name) { Description = description }, set);

    private void Add<T>(Option<T> option, Action<TOptions, T> set)
    {
        group.Add(option);
        entries.Add((option, (parsed, options) => set(options, parsed.GetValue(option)!)));
    }

    /// <summary>Sets the properties that the command line gives.</summary>
    public void Apply(ParseResult parsed, TOptions options)
    {
        foreach ((Option option, Action<ParseResult, TOptions> apply) in entries)
        {
            if (parsed.IsGiven(option))
            {
                apply(parsed, options);
            }
        }
    }

    private static void CheckValues<T>(Option<T> option)
    {
        if (NumberValue.IsNumber(typeof(T)))
        {
            option.CustomParser = NumberValue.Parse<T>;
        }
        else if (typeof(T) == typeof(string))
        {
            option.Validators.Add(NameValue.Check);
        }
    }

    /// <summary>Returns the names of the options that the command line gives.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        entries.Where(entry => parsed.IsGiven(entry.Option)).Select(entry => entry.Option.Name);
}

/// <summary>Tells options that are given from defaults.</summary>
internal static class GivenOptions
{
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
