namespace CharRnn.Trainer;

/// <summary>Finds the text that a corpus option names: a named corpus, a file, the files of a folder, or standard input.</summary>
internal static class CorpusText
{
    /// <summary>Reads it.</summary>
    /// <returns>What to call it, and its text as valid UTF-8.</returns>
    /// <exception cref="CharRnnException">A named corpus cannot be made or downloaded.</exception>
    /// <exception cref="InvalidTextException">The text cannot be read, or is not UTF-8.</exception>
    public static (string Name, byte[] Utf8) Read(string corpus, CorpusOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (corpus == "-")
        {
            return ("standard input", ReadStandardInput(options));
        }

        if (NamedCorpora.Find(corpus) is { } named)
        {
            return (corpus, Utf8Text.ReadFile(named.Locate(progress, cancellation), options.ReplaceInvalidUtf8));
        }

        if (Directory.Exists(corpus))
        {
            return (Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(corpus))), ReadFolder(corpus, options, cancellation));
        }

        return File.Exists(corpus)
            ? (Path.GetFileName(corpus), Utf8Text.ReadFile(corpus, options.ReplaceInvalidUtf8))
            : throw new InvalidTextException($"The corpus {corpus} does not exist; give a text file, a folder, - for standard input, or one of the names {NamedCorpora.Names}.");
    }

    private static byte[] ReadStandardInput(CorpusOptions options)
    {
        using Stream input = Console.OpenStandardInput();
        using MemoryStream text = new();
        input.CopyTo(text);
        return Utf8Text.Check(text.ToArray(), "Standard input", options.ReplaceInvalidUtf8);
    }

    // In the order of their paths, wherever the file system has them; a newline parts two files.
    private static byte[] ReadFolder(string folder, CorpusOptions options, CancellationToken cancellation)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, options.Pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new InvalidTextException($"The corpus {folder} is a folder without files that match {options.Pattern}; give another folder or pattern.");
        }

        using MemoryStream text = new();
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] utf8 = Utf8Text.ReadFile(file, options.ReplaceInvalidUtf8);
            text.Write(utf8);
            if (utf8.Length > 0 && utf8[^1] != '\n')
            {
                text.WriteByte((byte)'\n');
            }
        }

        return text.ToArray();
    }
}
