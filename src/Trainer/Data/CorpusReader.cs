namespace CharRnn.Trainer;

/// <summary>Reads a text from a file, from the files of a folder, or from standard input.</summary>
internal static class CorpusReader
{
    /// <summary>Reads a text.</summary>
    /// <param name="corpus">A file, a folder, or - for standard input.</param>
    /// <param name="options">The options; the pattern, and what happens to invalid UTF-8, are used.</param>
    /// <param name="cancellationToken">Stops between the files of a folder.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidTextException">The text cannot be read, or is not UTF-8.</exception>
    public static CorpusText Read(string corpus, CorpusOptions options, CancellationToken cancellationToken)
    {
        if (corpus == "-")
        {
            return new("standard input", Utf8Text.ReadStandardInput(options.ReplaceInvalidUtf8));
        }

        if (Directory.Exists(corpus))
        {
            return ReadFolder(corpus, options, cancellationToken);
        }

        return File.Exists(corpus)
            ? new(Path.GetFileName(corpus), Utf8Text.ReadFile(corpus, options.ReplaceInvalidUtf8))
            : throw new FileNotFoundException($"The corpus {corpus} does not exist; give a text file, a folder, or - for standard input.", corpus);
    }

    // A newline separates two files.
    private static CorpusText ReadFolder(string folder, CorpusOptions options, CancellationToken cancellationToken) => Readable(folder, () =>
    {
        (IReadOnlyList<string> files, CorpusFiles count) = CorpusFolder.Find(folder, options.Pattern);
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

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new CorpusText(name, text.GetBuffer().AsMemory(0, (int)text.Length), count);
    });

    private static T Readable<T>(string source, Func<T> read)
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
