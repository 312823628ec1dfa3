namespace CharRnn.Benchmarks;

/// <summary>
/// Runs benchmarks one after the other, each in a process of its own: none finds the heap, the threads or the compiled code that
/// another left.
/// </summary>
/// <param name="measuring">How to measure.</param>
/// <param name="results">Where the figures are kept; null where they are only printed.</param>
internal sealed class Suite(Measuring measuring, ResultsFile? results)
{
    /// <summary>Runs them, prints a JSON line a figure, and keeps each as soon as it is there.</summary>
    /// <returns>The benchmarks that failed.</returns>
    public IReadOnlyList<Benchmark> Run(IReadOnlyList<Benchmark> benchmarks)
    {
        List<Benchmark> failed = [];
        foreach (Benchmark benchmark in benchmarks)
        {
            try
            {
                if ((benchmarks.Count == 1 ? benchmark.Measure(measuring) : MeasureInOwnProcess(benchmark)) is { } figure)
                {
                    Console.Out.WriteLine(figure.ToJson());
                    results?.Keep(figure);
                }
            }
            catch (CharRnnException exception)
            {
                Measuring.Note($"charrnn-benchmarks: {benchmark.Name} failed. {exception.Message}");
                failed.Add(benchmark);
            }
        }

        return failed;
    }

    private Figure? MeasureInOwnProcess(Benchmark benchmark)
    {
        Measuring.Note(benchmark.Name);
        using TemporaryFolder folder = new(); // here, so that a killed benchmark leaves nothing behind
        ProgramRun run = ProgramRun.OfAssembly("charrnn-benchmarks.dll", ["--filter", benchmark.Name, .. measuring.Pick<string[]>([], ["--quick"])]) with
        {
            OnErrorLine = Measuring.Note,
            TemporaryFolder = folder.FullPath,
        };
        string output = run.Run(measuring.Cancellation);
        return output.Length == 0 ? null : Figure.FromJson(output);
    }
}
