using System.Text;

namespace CharRnn.Reports;

/// <summary>Tells the pages and pictures that a visualisation may replace from the files of others: by their first bytes. An empty file holds nothing to lose.</summary>
internal static class OwnOutput
{
    public const string PageHead = "<!DOCTYPE html>\n<!-- CharRnn visualization -->\n";
    public const string PictureClass = "charrnn-passage";

    /// <exception cref="CharRnnException">There is a file that no visualisation wrote or that cannot be read, or there is no folder for one.</exception>
    public static void Check(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is var folder && (Directory.Exists(path) || !Directory.Exists(folder)))
        {
            throw new CharRnnException(Directory.Exists(path) ? $"Cannot write {path}: it is a folder." : $"Cannot write {path}: there is no folder {folder}.");
        }

        try
        {
            AtomicFile.CheckReplaceable(path);
            if (!File.Exists(path) || new FileInfo(path).Length == 0)
            {
                return;
            }

            using Stream file = InputFile.Open(path, long.MaxValue);
            byte[] head = new byte[PageHead.Length];
            string start = Encoding.Latin1.GetString(head, 0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
            if (start != PageHead && !start.StartsWith($"<svg class=\"{PictureClass}\"", StringComparison.Ordinal))
            {
                throw new CharRnnException($"{path} exists, and no visualization of CharRnn wrote it; give another output, or move that file away.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CharRnnException($"Cannot read {path}, which would be replaced: {exception.Message}", exception);
        }
    }
}
