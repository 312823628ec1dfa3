namespace CharRnn.Cli;

/// <summary>Keeps a command from replacing what it reads. Files are compared by their real paths, where symbolic links lead.</summary>
internal static class OverwriteGuard
{
    private const int MostLinks = 40; // as Linux follows

    private static readonly StringComparison PathComparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <exception cref="InvalidOptionsException">An input is an output, or is in it.</exception>
    /// <param name="outputs">Files that are replaced, or folders of which files are.</param>
    /// <param name="inputs">Files or folders that are read. Null, or what is not a path, is none.</param>
    public static void Check(IEnumerable<string> outputs, params IEnumerable<string?> inputs)
    {
        foreach (string output in outputs)
        {
            string real = RealPath(output);
            string? lost = inputs.FirstOrDefault(input => Path.Exists(input) && Holds(real, RealPath(input)));
            if (lost is not null)
            {
                throw new InvalidOptionsException($"The output {output} is or holds the input {lost}; give another --output");
            }
        }
    }

    private static bool Holds(string output, string input) =>
        input.StartsWith(output, PathComparison) && (input.Length == output.Length || Path.EndsInDirectorySeparator(output) || input[output.Length] == Path.DirectorySeparatorChar);

    /// <summary>The absolute path without symbolic links; of what does not exist, that of the folders that do.</summary>
    private static string RealPath(string path, int links = 0)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        string real = Path.Combine(RealPath(parent, links), Path.GetFileName(full));
        return new FileInfo(real).LinkTarget is { } target && links < MostLinks ? RealPath(Path.Combine(Path.GetDirectoryName(real)!, target), links + 1) : real;
    }
}
