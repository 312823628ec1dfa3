using System.CommandLine;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn presets</c>: the settings that <c>charrnn train --preset</c> can start from.</summary>
internal static class PresetsCommand
{
    public static Command Create()
    {
        Command command = new("presets", "List the presets of charrnn train.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        ColumnText columns = new("preset", "source") { LeftAligned = 2 };
        foreach (Preset preset in Preset.All)
        {
            columns.Add(preset.Name, preset.Source);
        }

        columns.Write();
        return ExitCode.Done;
    }
}
