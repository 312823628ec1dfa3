using System.Diagnostics;
using System.Globalization;

namespace CharRnn;

/// <summary>
/// Writes a file under a temporary name beside its place and renames it there. A reader finds either the old file or the whole new
/// one, even if the process is killed.
/// </summary>
internal static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Writes <paramref name="path"/> by <paramref name="write"/>. On any failure the old file stays as it was.</summary>
    /// <exception cref="CharRnnException">The folder does not exist or is read-only, the disk is full, or the file is too large.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string fullPath = Path.GetFullPath(path);
        string beside = $"{fullPath}.{Environment.ProcessId}{Suffix}";
        try
        {
            CheckReplaceable(path);
            DeleteLeftovers(fullPath);
            using (FileStream stream = OwnFile.Open(beside, FileShare.None))
            {
                stream.SetLength(0); // what a killed process of this number left
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, fullPath, overwrite: true);
        }
        catch (Exception exception)
        {
            TryDelete(beside);
            if (WriteFailure.Is(exception))
            {
                throw new CharRnnException($"Cannot write {path}: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>Checks that what is in the place of a file, if anything, is one: a pipe or a device such as <c>/dev/null</c> must not be renamed away.</summary>
    /// <exception cref="CharRnnException">It is not a file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void CheckReplaceable(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length == 0 && !CanBeCut(path))
        {
            throw new CharRnnException($"Cannot write {path}: it is a pipe or a device; must be a file.");
        }
    }

    /// <summary>Returns whether a path of length 0 can be cut to it. .NET does not tell a device from a file otherwise.</summary>
    private static bool CanBeCut(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete); // a pipe, too, opens at once for both
        try
        {
            file.SetLength(0);
            return true;
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Returns whether a path is a temporary one of a file: NAME.PROCESS.tmp.</summary>
    public static bool IsTemporary(string path, string file) => FindProcess(path, file) is not null;

    /// <summary>Deletes what processes that were killed left beside a file.</summary>
    public static void DeleteLeftovers(string path)
    {
        string fullPath = Path.GetFullPath(path);
        if (Path.GetDirectoryName(fullPath) is { } folder && Directory.Exists(folder))
        {
            foreach (string other in Directory.EnumerateFiles(folder, "*" + Suffix).Where(other => FindProcess(other, fullPath) is { } process && !IsRunning(process)))
            {
                TryDelete(other);
            }
        }
    }

    private static int? FindProcess(string path, string file)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        string start = Path.GetFileName(file) + ".";
        return name.StartsWith(start) && name.EndsWith(Suffix) && name.Length > start.Length + Suffix.Length
            && int.TryParse(name[start.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            ? process
            : null;
    }

    private static bool IsRunning(int process)
    {
        try
        {
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
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
