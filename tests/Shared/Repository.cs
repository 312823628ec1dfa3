namespace CharRnn.Tests;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    public static string Root => Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new AssertInconclusiveException($"{AppContext.BaseDirectory} is in no repository.")
        : File.Exists(Path.Combine(folder.FullName, "CharRnn.sln")) ? folder.FullName
        : Find(folder.Parent);
}
