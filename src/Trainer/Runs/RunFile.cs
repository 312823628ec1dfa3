namespace CharRnn.Trainer;

/// <summary>Reads and writes a file that a training and its readers can have open at the same time.</summary>
internal static class RunFile
{
    /// <summary>Returns the length of a file in bytes, or 0 if it does not exist.</summary>
    public static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Returns the bytes of a file, or none if it does not exist, as in a run that has just started.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumLength">The maximum length in bytes. A longer file is refused before it is read.</param>
    /// <exception cref="InvalidModelException">The file is too long, or cannot be read.</exception>
    public static byte[] Read(string path, int maximumLength)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return InputFile.Read(path, maximumLength);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Appends bytes to a file.</summary>
    /// <exception cref="CharRnnException">The file cannot be written.</exception>
    public static void Append(string path, byte[] bytes) => Change(path, FileMode.Append, stream => stream.Write(bytes));

    /// <summary>Truncates a file to a length.</summary>
    /// <exception cref="CharRnnException">The file cannot be written.</exception>
    public static void Cut(string path, long length)
    {
        if (LengthOf(path) > length)
        {
            Change(path, FileMode.Open, stream => stream.SetLength(length));
        }
    }

    private static void Change(string path, FileMode mode, Action<FileStream> change)
    {
        try
        {
            using FileStream stream = new(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            change(stream);
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            throw new CharRnnException($"Cannot write {path}: {exception.Message}", exception);
        }
    }
}
