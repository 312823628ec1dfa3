using System.Diagnostics;

namespace CharRnn.Tests;

/// <summary>The home folder of a user who has nothing yet and has set nothing, to see what a program leaves there.</summary>
internal sealed class EmptyHome : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Makes a program that is about to start live here.</summary>
    public void Give(ProcessStartInfo start)
    {
        start.Environment["HOME"] = folder.Path;
        start.Environment["USERPROFILE"] = folder.Path;
        start.Environment.Remove("XDG_CACHE_HOME");
        start.Environment.Remove(NoTelemetry.Variable);
    }

    public void AssertStillEmpty() => Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories));

    public void Dispose() => folder.Dispose();
}
