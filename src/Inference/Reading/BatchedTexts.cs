using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace CharRnn.Inference;

/// <summary>
/// Computes a result of each text. Reads some texts ahead, makes batches of similar length of them, and computes each batch on one of
/// several threads. Equal texts that are read ahead together are computed once. Safe for concurrent use.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="options">How many texts at once.</param>
/// <param name="user">Whose threads they are, for a warning.</param>
internal sealed class BatchedTexts<TResult>(CharRnnModel model, ScoringOptions options, string user)
{
    private const int LookAheadBatches = 8; // a thread
    private const int LookAheadCharacters = 1 << 22; // UTF-16 units, so that long texts do not fill the memory
    private const int LongestInBatch = 1 << 18; // UTF-16 units; a longer text is read part by part, in constant memory

    private readonly int threads = ThreadCount.Clamp(options.Threads, user, model.OnWarning);

    /// <summary>Gets what computes the results of a batch.</summary>
    public required Func<string[], EncodedText[], CancellationToken, TResult[]> ComputeBatch { get; init; }

    /// <summary>Gets what computes the result of a long text in constant memory; null if long texts are put into batches too.</summary>
    public required Func<TextReader, CancellationToken, TResult>? ComputeLong { get; init; }

    /// <summary>Gets what turns a text into token ids; the default is the model's vocabulary, by the policy of the options.</summary>
    public Func<string, EncodedText> Encode { get; init; } = text => model.Vocabulary.Encode(text, options.UnknownPolicy);

    /// <summary>Gets whether only texts of one length share a batch.</summary>
    public bool NeedsEqualLengths { get; init; }

    private int LookAhead => options.LookAhead ?? LookAheadBatches * options.BatchSize * threads;

    /// <summary>Computes texts; each result is in the place of its text.</summary>
    public IEnumerable<TResult> Compute(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.ChunkBy(text => text.Length, LookAhead, LookAheadCharacters).SelectMany(part => ComputePart(part));
    }

    /// <summary>Computes items that have a text, each returned beside its result.</summary>
    public IEnumerable<(T Item, TResult Result)> Compute<T>(IEnumerable<T> items, Func<T, string> textOf)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(textOf);
        return items.ChunkBy(item => textOf(item).Length, LookAhead, LookAheadCharacters)
            .SelectMany(part => part.Zip(ComputePart([.. part.Select(textOf)])));
    }

    /// <summary>Computes texts as they arrive, on other threads than the caller's; each result is in the place of its text.</summary>
    public IAsyncEnumerable<TResult> ComputeAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ComputeParts(texts, cancellationToken);
    }

    private async IAsyncEnumerable<TResult> ComputeParts(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string[] part in texts.ChunkBy(text => text.Length, LookAhead, LookAheadCharacters, cancellationToken).LeaveWhenCancelled(cancellationToken).ConfigureAwait(false))
        {
            foreach (TResult result in await Task.Run(() => ComputePart(part, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return result;
            }
        }
    }

    private TResult[] ComputePart(string[] texts, CancellationToken cancellationToken = default)
    {
        DistinctTexts distinct = new(texts);
        TResult[] results = distinct.ForAll(ComputeEach(distinct.Texts, cancellationToken));
        ScoringTelemetry.RecordRepeated(CharRnnTelemetry.TagOf(model.Name), texts.Length - distinct.Texts.Length);
        return results;
    }

    private TResult[] ComputeEach(string[] texts, CancellationToken cancellationToken)
    {
        EncodedText[] encoded = new EncodedText[texts.Length];
        TResult[] results = new TResult[texts.Length];
        ILookup<bool, int> byLength = Enumerable.Range(0, texts.Length).ToLookup(IsLong);
        foreach (int index in byLength[false])
        {
            cancellationToken.ThrowIfCancellationRequested();
            encoded[index] = Encode(texts[index]);
        }

        // The longest first, so that no thread is left alone with it at the end. Long texts are batches of one.
        IEnumerable<int[]> batches = byLength[true].OrderByDescending(index => texts[index].Length).Select(index => (int[])[index])
            .Concat(MakeBatches(byLength[false].OrderByDescending(LengthOf)));
        ForEach(batches, ComputeOne, cancellationToken);
        return results;

        int LengthOf(int index) => encoded[index].Ids.Length;

        IEnumerable<int[]> MakeBatches(IEnumerable<int> indices) => NeedsEqualLengths
            ? indices.GroupBy(LengthOf).SelectMany(equal => equal.Chunk(options.BatchSize))
            : indices.Chunk(options.BatchSize);

        bool IsLong(int index) => texts[index].Length > LongestInBatch && ComputeLong is not null;

        void ComputeOne(int[] batch)
        {
            if (IsLong(batch[0]))
            {
                using StringReader text = new(texts[batch[0]]);
                results[batch[0]] = ComputeLong!(text, cancellationToken);
                return;
            }

            TResult[] computed = ComputeBatch([.. batch.Select(index => texts[index])], [.. batch.Select(index => encoded[index])], cancellationToken);
            for (int row = 0; row < batch.Length; row++)
            {
                results[batch[row]] = computed[row];
            }
        }
    }

    private void ForEach(IEnumerable<int[]> batches, Action<int[]> compute, CancellationToken cancellationToken)
    {
        if (threads == 1)
        {
            foreach (int[] batch in batches)
            {
                compute(batch);
            }

            return;
        }

        try
        {
            // One at a time: who takes two at once may be alone with the second.
            Partitioner<int[]> oneByOne = Partitioner.Create(batches, EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(oneByOne, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, compute);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
