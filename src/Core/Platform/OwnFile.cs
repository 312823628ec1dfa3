namespace CharRnn;

/// <summary>Opens files to write in folders that others may write to as well. A symbolic link or a pipe in a file's place is refused, not followed.</summary>
internal static class OwnFile
{
    /// <summary>Opens a file to read and write, and creates it if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <exception cref="IOException">There is something other than a file in its place, it is locked, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written, or is a folder.</exception>
    public static FileStream Open(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, share);
        }
        catch (IOException) when (Path.Exists(path))
        {
            return OpenExisting(path, share);
        }
    }

    private static FileStream OpenExisting(string path, FileShare share)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException($"{path} is a symbolic link, which is not followed; delete it.");
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, share); // a pipe, too, opens at once for both
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new IOException($"{path} is not a file; delete it.");
    }
}
