namespace CharRnn;

/// <summary>
/// Opens files of unknown origin. A file may be a pipe (<c>&lt;(cat model)</c>), which is read to its end, up to a gibibyte. A device such as
/// <c>/dev/zero</c>, which may have no end, is refused, and so is whatever is longer than the reader expects.
/// </summary>
internal static class InputFile
{
    private const int MaximumPipeLength = 1 << 30; // bytes: a pipe, which may have no end, is held in memory

    /// <summary>The longest array of bytes, and therefore the longest file that is read whole.</summary>
    public static int MaximumLength => Array.MaxLength;

    /// <summary>Reads a whole file.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] Read(string path, long maximumLength)
    {
        using Stream stream = Open(path, maximumLength);
        return ReadRest(stream);
    }

    /// <summary>Reads standard input to its end.</summary>
    /// <exception cref="InvalidTextException">It is closed.</exception>
    /// <exception cref="IOException">It cannot be read, is a device, or is too long.</exception>
    public static Memory<byte> ReadStandardInput()
    {
        const string name = "standard input";
        using Stream input = StandardInput.Open();
        if (input.CanSeek)
        {
            return ReadRest(CheckLength(input, name, MaximumLength));
        }

        using MemoryStream text = ReadPipe(input, name, MaximumLength);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }

    /// <summary>Opens a file. The stream is at its start, and knows its length. Neither readers nor writers of the file are stopped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumLength">Bytes. A longer file is refused before it takes memory.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file cannot be read, is a folder or a device, or is too long.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Stream Open(string path, long maximumLength)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
        {
            throw new FileNotFoundException("The path is empty.");
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder; must be a file.");
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return file.CanSeek ? CheckLength(file, path, maximumLength) : ReadPipe(file, path, Math.Min(maximumLength, MaximumPipeLength));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream CheckLength(Stream file, string path, long maximumLength)
    {
        long start = file.Position;
        if (file.Length - start > maximumLength)
        {
            throw TooLong(path, maximumLength);
        }

        if (file.Length == 0 && file.ReadByte() >= 0)
        {
            throw new IOException($"'{path}' is a device; must be a file or a pipe.");
        }

        file.Position = start;
        return file;
    }

    private static MemoryStream ReadPipe(Stream pipe, string path, long maximumLength)
    {
        using (pipe)
        {
            MemoryStream content = new();
            byte[] chunk = new byte[64 * 1024];
            for (int read; (read = pipe.Read(chunk)) > 0;)
            {
                if (content.Length + read > maximumLength)
                {
                    throw TooLong(path, maximumLength);
                }

                content.Write(chunk, 0, read);
            }

            content.Position = 0;
            return content;
        }
    }

    private static byte[] ReadRest(Stream stream)
    {
        byte[] bytes = new byte[Math.Max(0, stream.Length - stream.Position)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read]; // it may have been cut since
    }

    private static IOException TooLong(string path, long maximumLength) => new($"'{path}' has more than {maximumLength} bytes, the most that are read.");
}
