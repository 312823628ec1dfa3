namespace CharRnn;

/// <summary>
/// Writes a file beside its place and renames it there, so that whoever reads (or a kill at any instant) finds either
/// the old file or the whole new one.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> by <paramref name="write"/>; on any failure the old file stays as it was.</summary>
    /// <remarks>
    /// A file that outgrows what the file system or the user's limit (<c>ulimit -f</c>) allows is an
    /// <see cref="ArgumentOutOfRangeException"/> in .NET, not an <see cref="IOException"/>.
    /// </remarks>
    /// <exception cref="CharRnnException">The folder is missing or not writable, the disk is full, or the file is too large for it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string fullPath = Path.GetFullPath(path);
        string beside = $"{fullPath}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, fullPath, overwrite: true);
        }
        catch (Exception exception)
        {
            TryDelete(beside);
            if (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
            {
                throw new CharRnnException($"Cannot write {path}: {exception.Message}", exception);
            }

            throw;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The write's own error is the one to report.
        }
    }
}
