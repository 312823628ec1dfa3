namespace CharRnn.Benchmarks;

/// <summary>Something that can be measured, and comes out as one figure.</summary>
/// <param name="Name">The figure's name; a slash sets a group apart from its members.</param>
/// <param name="Target">What the figure should reach; null where there is nothing to reach.</param>
/// <param name="Measure">Measures it; null where this machine cannot, after a note that says why.</param>
internal sealed record Benchmark(string Name, Target? Target, Func<Measuring, Figure?> Measure)
{
    /// <summary>The benchmarks of these names or groups, in their own order; all of them where no name is given.</summary>
    /// <exception cref="InvalidOptionsException">A name is unknown.</exception>
    public static IReadOnlyList<Benchmark> Choose(IReadOnlyList<Benchmark> benchmarks, IReadOnlyList<string> names)
    {
        string[] unknown = [.. names.Where(name => !benchmarks.Any(benchmark => benchmark.IsCalled(name)))];
        return unknown.Length == 0
            ? [.. benchmarks.Where(benchmark => names.Count == 0 || names.Any(benchmark.IsCalled))]
            : throw new InvalidOptionsException(
                $"There is no benchmark {string.Join(", ", unknown)}; there are {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}");
    }

    private bool IsCalled(string name) => Name == name || Name.StartsWith(name + "/", StringComparison.Ordinal);
}
