using System.CommandLine;
using System.CommandLine.Invocation;

namespace CharRnn.Cli;

/// <summary>The help of a command with many options: one line each, in groups.</summary>
/// <param name="groups">The groups in order.</param>
internal sealed class GroupedHelp(params IReadOnlyList<OptionGroup> groups) : SynchronousCommandLineAction
{
    /// <summary>Gets true: help is shown even if required options are missing.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"Description:\n  {command.Description}\n\nUsage:\n  charrnn {command.Name} [options]");
        foreach (OptionGroup group in groups)
        {
            int width = group.Options.Max(option => Label(option).Length);
            output.WriteLine($"\n{group.Title}:");
            foreach (Option option in group.Options)
            {
                output.WriteLine($"  {Label(option).PadRight(width)}  {Describe(option)}");
            }
        }

        output.WriteLine();
        return ExitCode.Done;
    }

    private static string Label(Option option)
    {
        string value = option.ValueType == typeof(bool) ? "" : $" <{option.HelpName ?? ValueName(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType)}>";
        return option.Name + value + (option.Required ? " (REQUIRED)" : "");
    }

    private static string ValueName(Type type) => type == typeof(string) ? "text" : "number";

    private static string Describe(Option option) =>
        option.HasDefaultValue && option.ValueType != typeof(bool) ? $"{option.Description} [default: {option.GetDefaultValue()}]" : option.Description ?? "";
}

/// <summary>Options under one title of the help.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
