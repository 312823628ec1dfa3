namespace CharRnn.Benchmarks;

/// <summary>How to measure.</summary>
/// <param name="IsQuick">Whether only to see that a benchmark works: tiny settings, and figures that mean nothing.</param>
/// <param name="Cancellation">Asks to stop.</param>
internal sealed record Measuring(bool IsQuick, CancellationToken Cancellation)
{
    public T Pick<T>(T full, T quick) => IsQuick ? quick : full;

    /// <summary>Says how it goes, on standard error.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);
}
