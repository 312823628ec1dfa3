namespace CharRnn.Trainer;

/// <summary>Reads a text from a file, from the files of a folder, or from standard input.</summary>
internal static class CorpusReader
{
    /// <summary>Reads a text.</summary>
    /// <param name="corpus">A file, a folder, or - for standard input.</param>
    /// <param name="options">The pattern, and what happens to invalid UTF-8.</param>
    /// <param name="cancellationToken">Stops between the files of a folder.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidTextException">The text cannot be read, or is not UTF-8.</exception>
    public static CorpusText Read(string corpus, CorpusOptions options, CancellationToken cancellationToken)
    {
        if (corpus == "-")
        {
            return new("standard input", ReadStandardInput(options));
        }

        if (Directory.Exists(corpus))
        {
            return new(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(corpus))), ReadFolder(corpus, options, cancellationToken));
        }

        return File.Exists(corpus)
            ? new(Path.GetFileName(corpus), Utf8Text.ReadFile(corpus, options.ReplaceInvalidUtf8))
            : throw new FileNotFoundException($"The corpus {corpus} does not exist; give a text file, a folder, or - for standard input.", corpus);
    }

    private static Memory<byte> ReadStandardInput(CorpusOptions options) => Readable("standard input", () =>
    {
        using Stream input = StandardInput.Open();
        using MemoryStream text = new();
        input.CopyTo(text);
        return Utf8Text.Check(text.GetBuffer().AsMemory(0, (int)text.Length), "Standard input", options.ReplaceInvalidUtf8);
    });

    // In the order of their paths, wherever the file system has them; a newline parts two files.
    private static Memory<byte> ReadFolder(string folder, CorpusOptions options, CancellationToken cancellationToken) => Readable(folder, () =>
    {
        string[] files = [.. Directory.EnumerateFiles(folder, options.Pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new InvalidTextException($"The corpus {folder} is a folder without files that match {options.Pattern}; give another folder or pattern.");
        }

        using MemoryStream text = new();
        foreach (string file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> utf8 = Utf8Text.ReadFile(file, options.ReplaceInvalidUtf8).Span;
            text.Write(utf8);
            if (!utf8.IsEmpty && utf8[^1] != '\n')
            {
                text.WriteByte((byte)'\n');
            }
        }

        return text.GetBuffer().AsMemory(0, (int)text.Length);
    });

    private static Memory<byte> Readable(string source, Func<Memory<byte>> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTextException($"Cannot read {source}: {exception.Message}", exception);
        }
    }
}
