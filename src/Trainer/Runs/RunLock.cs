using System.Globalization;
using System.Text;

namespace CharRnn.Trainer;

/// <summary>
/// Lets one training at a time write a run: the open file run.lock, which stays behind empty. The system releases it however the process
/// ends. A locked file cannot be read, so run.pid beside it names the process.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string LockName = "run.lock";
    private const string ProcessName = "run.pid";
    private const int MaximumLength = 100; // bytes of run.pid

    private readonly FileStream held;
    private readonly string processPath;

    private RunLock(FileStream held, string processPath) => (this.held, this.processPath) = (held, processPath);

    /// <summary>Takes the lock of a run.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <exception cref="CharRnnException">Another training has it.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        string processPath = Path.Combine(folder, ProcessName);
        FileStream held;
        try
        {
            held = OwnFile.Open(Path.Combine(folder, LockName), FileShare.None);
        }
        catch (IOException exception) when (SharingViolation.Is(exception))
        {
            throw new CharRnnException($"The run {folder} is being trained by {Holder(processPath)}; wait for its end, or name another folder.", exception);
        }

        RunLock taken = new(held, processPath);
        try
        {
            AtomicFile.Write(processPath, stream => stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture))));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file of a folder is one of a lock's.</summary>
    public static bool Owns(string path) => Path.GetFileName(path) is LockName or ProcessName || AtomicFile.IsTemporary(path, ProcessName);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(processPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The name of a process that no longer trains is never read.
        }

        held.Dispose();
    }

    private static string Holder(string processPath)
    {
        try
        {
            return int.TryParse(InputFile.Read(processPath, MaximumLength), NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? $"process {process}" : "another process";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
