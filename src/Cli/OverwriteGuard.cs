namespace CharRnn.Cli;

/// <summary>Keeps a command from replacing what it reads. Files are compared by their real paths, where symbolic links lead.</summary>
internal static class OverwriteGuard
{
    private static readonly StringComparison PathComparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <param name="outputs">Files to be replaced, or folders with such files.</param>
    /// <param name="inputs">Files or folders that are read. Null, and what does not exist, is ignored.</param>
    /// <exception cref="InvalidOptionsException">An output is one of the inputs, or contains one.</exception>
    public static void Check(IEnumerable<string> outputs, params IEnumerable<string?> inputs)
    {
        foreach (string output in outputs)
        {
            string real = RealPath.Of(output);
            string? lost = inputs.FirstOrDefault(input => Path.Exists(input) && Holds(real, RealPath.Of(input)));
            if (lost is not null)
            {
                throw new InvalidOptionsException($"The output {output} is or holds the input {lost}; give another --output");
            }
        }
    }

    private static bool Holds(string output, string input) =>
        input.StartsWith(output, PathComparison) && (input.Length == output.Length || Path.EndsInDirectorySeparator(output) || input[output.Length] == Path.DirectorySeparatorChar);
}
