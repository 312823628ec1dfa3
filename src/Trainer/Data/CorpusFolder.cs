using System.IO.Enumeration;

namespace CharRnn.Trainer;

/// <summary>
/// Finds the files of a corpus folder and its subfolders. Run folders are left out: their samples are what a network made. Symbolic links
/// come last and lead to each file once; a link to a folder that contains this one is not followed.
/// </summary>
internal sealed class CorpusFolder
{
    private readonly string root;
    private readonly string pattern;
    private readonly HashSet<string> seen = [];
    private readonly Queue<(string Path, FileSystemInfo Link)> links = [];
    private readonly List<string> files = [];
    private int skipped;
    private int skippedRuns;

    private CorpusFolder(string folder, string pattern)
    {
        root = RealPath.Of(folder);
        this.pattern = FileSystemName.TranslateWin32Expression(pattern);
    }

    /// <summary>Returns the files in the order of their paths, and how many were skipped.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    /// <exception cref="InvalidTextException">The folder is a run, or no file matches.</exception>
    public static (IReadOnlyList<string> Files, CorpusFiles Count) Find(string folder, string pattern)
    {
        if (RunFolder.IsOwnRun(folder))
        {
            throw new InvalidTextException($"The corpus {folder} is a run of CharRnn; give the text that it was trained on.");
        }

        CorpusFolder found = new(folder, pattern);
        found.Walk(folder, found.root);
        while (found.links.TryDequeue(out (string Path, FileSystemInfo Link) next))
        {
            found.Follow(next.Path, next.Link);
        }

        return found.files.Count > 0
            ? ([.. found.files.Order(StringComparer.Ordinal)], new CorpusFiles(found.files.Count, found.skipped, found.skippedRuns))
            : throw new InvalidTextException($"The corpus {folder} has no files that match {pattern}; give another folder or pattern.");
    }

    private void Walk(string path, string realPath)
    {
        if (!seen.Add(realPath))
        {
            skipped++;
        }
        else if (RunFolder.IsOwnRun(realPath))
        {
            skippedRuns++;
        }
        else
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(realPath).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                Look(Path.Combine(path, entry.Name), entry);
            }
        }
    }

    private void Look(string path, FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
        {
            links.Enqueue((path, entry));
        }
        else if (entry is DirectoryInfo)
        {
            Walk(path, entry.FullName);
        }
        else
        {
            Take(path, entry);
        }
    }

    private void Follow(string path, FileSystemInfo link)
    {
        if (link is FileInfo)
        {
            Take(path, link);
        }
        else if (RealPath.Of(link.FullName) is var target && !(root + Path.DirectorySeparatorChar).StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            Walk(path, target);
        }
        else
        {
            skipped++;
        }
    }

    private void Take(string path, FileSystemInfo file)
    {
        bool matches = FileSystemName.MatchesWin32Expression(pattern, file.Name, ignoreCase: true);
        if (matches && (file.LinkTarget is null ? file.FullName : RealPath.Of(file.FullName)) is var realPath && HasText(realPath) && seen.Add(realPath))
        {
            files.Add(path);
        }
        else
        {
            skipped++;
        }
    }

    // A pipe or a device has no length; opening one might wait without end.
    private static bool HasText(string path) => new FileInfo(path).Length > 0;
}
