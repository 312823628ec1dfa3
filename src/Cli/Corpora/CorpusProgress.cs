namespace CharRnn.Cli;

/// <summary>Shows how much of a corpus has been downloaded.</summary>
internal sealed class CorpusProgress : IProgress<double>, IDisposable
{
    private readonly TerminalProgress progress = new();

    public void Report(double value) => progress.Report(value, "downloading the corpus");

    public void Dispose() => progress.Dispose();
}
