using System.Text;

namespace CharRnn.Server;

/// <summary>The keys of the options and of their file.</summary>
internal static class ConfiguredKeys
{
    private const int LeastLength = 16;
    private const int MostLength = 512;
    private const int LongestFile = 1 << 20; // bytes

    /// <returns>All keys.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<string> Read(CharRnnServerOptions options) => [.. Find(options).Select(found => found.Key)];

    /// <summary>Returns what is wrong with the keys, and where; no key is quoted.</summary>
    public static IReadOnlyList<string> FindProblems(CharRnnServerOptions options)
    {
        try
        {
            (string Place, string Key)[] keys = [.. Find(options)];
            return keys.Length == 0 && options.ApiKeyFile is { } file ? [$"ApiKeyFile is {file}, which has no key; must have at least one"]
                : [.. keys.Select(FindProblem).OfType<string>()];
        }
        catch (FileNotFoundException)
        {
            return [$"ApiKeyFile is {options.ApiKeyFile}; must be an existing file"];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [$"ApiKeyFile is {options.ApiKeyFile}; must be a file that can be read ({exception.Message.TrimEnd('.')})"];
        }
    }

    private static string? FindProblem((string Place, string Key) found) =>
        found.Key.Length is < LeastLength or > MostLength ? $"{found.Place} has {found.Key.Length} characters; must have from {LeastLength} to {MostLength}"
        : found.Key.Any(character => character is <= ' ' or > '~') ? $"{found.Place} has a blank or a character that is not ASCII; must have none"
        : null;

    private static IEnumerable<(string Place, string Key)> Find(CharRnnServerOptions options) =>
        options.ApiKeys.Select((key, index) => ($"ApiKeys:{index}", key ?? "")).Concat(options.ApiKeyFile is { } file ? ReadFile(file) : []);

    private static IEnumerable<(string Place, string Key)> ReadFile(string file)
    {
        using StreamReader reader = new(InputFile.Open(file, LongestFile), Encoding.UTF8);
        for (int line = 1; reader.ReadLine()?.Trim() is { } key; line++)
        {
            if (key.Length > 0 && key[0] != '#')
            {
                yield return ($"Line {line} of ApiKeyFile", key);
            }
        }
    }
}
