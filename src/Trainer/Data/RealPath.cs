namespace CharRnn.Trainer;

/// <summary>Tells whether two paths lead to one file.</summary>
internal static class RealPath
{
    /// <summary>Returns the path of a file or folder that exists, without symbolic links in any part of it.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetDirectoryName(full) is not { } parent ? full
            : File.ResolveLinkTarget(full, returnFinalTarget: false) is { } target ? Of(target.FullName)
            : Path.Combine(Of(parent), Path.GetFileName(full));
    }
}
