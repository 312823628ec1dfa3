namespace CharRnn.Cli;

/// <summary>The lines of files, one file after the other; - is standard input.</summary>
/// <param name="files">The files.</param>
/// <param name="replaceInvalid">Whether invalid bytes are replaced by U+FFFD instead of being the line's problem.</param>
internal sealed class LineSource(IReadOnlyList<string> files, bool replaceInvalid)
{
    /// <summary>Checks that the files exist, before the first is scored.</summary>
    /// <exception cref="InvalidTextException">One does not.</exception>
    public void Check()
    {
        foreach (string file in files.Where(file => file != "-" && !Path.Exists(file)))
        {
            throw new InvalidTextException($"Cannot read {file}: it does not exist.");
        }
    }

    /// <returns>The lines, null after each file, and whether the next line may be long in coming.</returns>
    /// <exception cref="InvalidTextException">A file cannot be read, or is UTF-16.</exception>
    public IEnumerable<(TextLine? Line, bool IsLive)> Read()
    {
        foreach (string file in files)
        {
            using Stream stream = Open(file);
            Utf8LineReader reader = new(stream, file == "-" ? "standard input" : file, replaceInvalid);
            foreach (TextLine line in reader.ReadAll())
            {
                yield return (line, !stream.CanSeek);
            }

            yield return (null, true);
            if (reader.HasOnlyCarriageReturns)
            {
                Console.Error.WriteLine($"charrnn: warning: {LineEnds.CarriageReturnHint(file == "-" ? "standard input" : file)}");
            }
        }
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-" ? StandardInput.Open() : File.OpenRead(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidTextException($"Cannot read {file}: {exception.Message}", exception);
        }
    }
}
