namespace CharRnn.MlNetExtensions.Internals;

/// <summary>What came of a row: a result, or why there is none.</summary>
internal readonly record struct Outcome<TResult>(TResult? Result, InvalidTextException? Failure);

/// <summary>Computes results of rows of texts. Holds the model until it is disposed. Not safe for concurrent use.</summary>
internal abstract class TextComputation<TResult> : IDisposable
{
    /// <summary>Computes many rows at once; a row that cannot be computed takes no other row's result away.</summary>
    /// <param name="rows">The texts of each row.</param>
    public Outcome<TResult>[] Compute(IReadOnlyList<string[]> rows)
    {
        try
        {
            return [.. ComputeAll(rows).Select(result => new Outcome<TResult>(result, null))];
        }
        catch (InvalidTextException) when (rows.Count > 1)
        {
            return [.. rows.SelectMany(row => Compute([row]))];
        }
        catch (InvalidTextException exception)
        {
            return [new Outcome<TResult>(default, exception)];
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <exception cref="InvalidTextException">Any of the texts cannot be computed.</exception>
    protected abstract IReadOnlyList<TResult> ComputeAll(IReadOnlyList<string[]> rows);
}
