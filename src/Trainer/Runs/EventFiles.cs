namespace CharRnn.Trainer;

/// <summary>The files of a folder that TensorBoard reads. A training adds one each time that it starts or resumes.</summary>
internal static class EventFiles
{
    private const string Pattern = "events.out.tfevents.*"; // TensorFlow's name for them, by which TensorBoard finds them

    /// <summary>The lengths of the files in bytes, by name.</summary>
    public static Dictionary<string, long> GetLengths(string folder) =>
        Find(folder).ToDictionary(file => file.Name, file => file.Length);

    /// <summary>Cuts the files to what they were, and deletes those that were not there.</summary>
    /// <exception cref="CharRnnException">A file cannot be written.</exception>
    public static void Cut(string folder, IReadOnlyDictionary<string, long> lengths)
    {
        foreach (FileInfo file in Find(folder))
        {
            if (lengths.TryGetValue(file.Name, out long length))
            {
                RunFile.Cut(file.FullName, length);
            }
            else
            {
                file.Delete();
            }
        }
    }

    /// <summary>Deletes the files, and their folder if nothing else is in it.</summary>
    public static void Delete(string folder)
    {
        foreach (FileInfo file in Find(folder))
        {
            file.Delete();
        }

        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private static FileInfo[] Find(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles(Pattern) : [];
}
