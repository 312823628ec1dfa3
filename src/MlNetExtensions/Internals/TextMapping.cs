using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>A column that comes of a result.</summary>
/// <param name="Column">Its name, type and annotations.</param>
/// <param name="MakeGetter">Makes a <see cref="ValueGetter{TValue}"/> of the column's type from what gives the row's result.</param>
internal sealed record ResultColumn<TResult>(DataViewSchema.DetachedColumn Column, Func<Func<TResult>, Delegate> MakeGetter);

/// <summary>New columns from a column of texts: what a transformer does, before it is bound to a schema.</summary>
internal abstract class TextMapping<TResult>(string inputColumnName, IReadOnlyList<ResultColumn<TResult>> outputs, int batchSize, int lookAhead)
{
    public string InputColumnName { get; } = inputColumnName;

    public IReadOnlyList<ResultColumn<TResult>> Outputs { get; } = outputs;

    /// <summary>Whether a row may have many texts.</summary>
    public abstract bool TakesVectors { get; }

    /// <summary>Rows that are worth computing at once.</summary>
    public int BatchSize { get; } = batchSize;

    /// <summary>Rows that may be held in memory.</summary>
    public int LookAhead { get; } = lookAhead;

    /// <summary>What computes for one cursor or row.</summary>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed.</exception>
    public abstract TextComputation<TResult> Begin();
}
