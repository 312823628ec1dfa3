namespace CharRnn.Cli;

/// <summary>Shows how much of some work is done.</summary>
/// <param name="text">What is being done, in one line.</param>
internal sealed class WorkProgress(string text) : IProgress<double>, IDisposable
{
    private readonly TerminalProgress progress = new();

    public void Report(double value) => progress.Report(value, text);

    public void Dispose() => progress.Dispose();
}
