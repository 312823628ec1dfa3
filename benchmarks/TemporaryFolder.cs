namespace CharRnn.Benchmarks;

/// <summary>A folder of its own for what a benchmark writes, deleted after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("charrnn-benchmark-").FullName;

    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
