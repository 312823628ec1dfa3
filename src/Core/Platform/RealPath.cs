namespace CharRnn;

/// <summary>Tells whether two paths lead to one file.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as Linux follows

    /// <summary>
    /// Returns the absolute path without symbolic links in any part of it. Of what does not exist, the folders that do are resolved. Links
    /// that lead back to themselves are left.
    /// </summary>
    public static string Of(string path) => Of(path, links: 0);

    private static string Of(string path, int links)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        string real = Path.Combine(Of(parent, links), Path.GetFileName(full));
        return new FileInfo(real).LinkTarget is { } target && links < MostLinks ? Of(Path.Combine(Path.GetDirectoryName(real)!, target), links + 1) : real;
    }
}
