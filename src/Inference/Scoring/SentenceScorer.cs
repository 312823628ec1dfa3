using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;

namespace CharRnn.Inference;

/// <summary>
/// Scores how likely texts are: the sum of ln p(character | those before it), from the zero state after the start character. Texts are
/// scored in batches of similar length and in chunks that carry the state, so memory is bounded whatever comes. Equal texts that are read
/// ahead together are scored once. Safe for concurrent use.
/// </summary>
public sealed class SentenceScorer
{
    private const int LookAheadBatches = 8; // a thread
    private const int LookAheadCharacters = 1 << 22; // UTF-16 units, so that long texts do not fill the memory
    private const int LongestInBatch = 1 << 18; // UTF-16 units; a longer text is scored part by part, in constant memory
    private const int LongestChunk = 128;
    private const int MaximumLogits = 1 << 22; // of one run, 16 MiB

    private readonly CharRnnModel model;
    private readonly ScoringOptions options;
    private readonly int threads;
    private readonly int lookAhead;
    private readonly bool includeEnd;
    private readonly int endId;
    private readonly KeyValuePair<string, object?> tag;

    /// <summary>Creates a scorer. This is cheap.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to score; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the end is asked for and the model has no newline.</exception>
    public SentenceScorer(CharRnnModel model, ScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        tag = CharRnnTelemetry.TagOf(model.Name);
        this.options = options?.Copy() ?? new ScoringOptions();
        this.options.Validate();
        threads = ThreadCount.Clamp(this.options.Threads, "a scorer", model.OnWarning);
        lookAhead = this.options.LookAhead ?? LookAheadBatches * this.options.BatchSize * threads;
        includeEnd = this.options.IncludeEnd ?? model.Description.Unit == TextUnit.Line;
        endId = !includeEnd ? -1 : model.Vocabulary.FindId("\n")
            ?? throw new InvalidOptionsException("IncludeEnd is true; must be false, because the model's vocabulary has no newline");
    }

    /// <summary>Whether a text's end, its newline, is part of its score.</summary>
    public bool IncludesEnd => includeEnd;

    /// <summary>Scores one text.</summary>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public SentenceScore Score(string text) => Score([text]).Single();

    /// <summary>Scores texts; each result is in the place of its text. Reads ahead no more than <see cref="ScoringOptions.LookAhead"/>, and four million characters.</summary>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<SentenceScore> Score(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.ChunkBy(text => text.Length, lookAhead, LookAheadCharacters).SelectMany(part => ScoreLookAhead(part));
    }

    /// <summary>Scores items that have a text, each returned beside its score.</summary>
    /// <param name="items">The items.</param>
    /// <param name="textOf">The text of one.</param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<(T Item, SentenceScore Score)> Score<T>(IEnumerable<T> items, Func<T, string> textOf)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(textOf);
        return items.ChunkBy(item => textOf(item).Length, lookAhead, LookAheadCharacters)
            .SelectMany(part => part.Zip(ScoreLookAhead([.. part.Select(textOf)])));
    }

    /// <summary>Scores one text of any length, in constant memory. It has no surprisals.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Checked every few thousand characters.</param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SentenceScore Score(TextReader text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        long start = Stopwatch.GetTimestamp();
        using LongText whole = new(model, options.UnknownPolicy);
        whole.Read(text, cancellationToken);
        SentenceScore score = whole.Finish(includeEnd ? endId : null);
        ScoringTelemetry.Record(tag, [score], Stopwatch.GetElapsedTime(start));
        return score;
    }

    /// <summary>
    /// Scores texts as they arrive, on other threads than the caller's; each result is in the place of its text. Waits for
    /// <see cref="ScoringOptions.LookAhead"/> texts, or for their end.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for a text, also where the source does not heed it, and the computing, after the run in progress.
    /// </param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<SentenceScore> ScoreAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ScoreParts(texts, cancellationToken);
    }

    private async IAsyncEnumerable<SentenceScore> ScoreParts(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string[] part in texts.ChunkBy(text => text.Length, lookAhead, LookAheadCharacters, cancellationToken).LeaveWhenCancelled(cancellationToken).ConfigureAwait(false))
        {
            foreach (SentenceScore score in await Task.Run(() => ScoreLookAhead(part, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return score;
            }
        }
    }

    private SentenceScore[] ScoreLookAhead(string[] texts, CancellationToken cancellationToken = default)
    {
        DistinctTexts distinct = new(texts);
        SentenceScore[] scores = distinct.ForAll(ScoreEach(distinct.Texts, cancellationToken));
        ScoringTelemetry.RecordRepeated(tag, texts.Length - distinct.Texts.Length);
        return scores;
    }

    private SentenceScore[] ScoreEach(string[] texts, CancellationToken cancellationToken)
    {
        EncodedText[] encoded = new EncodedText[texts.Length];
        SentenceScore[] scores = new SentenceScore[texts.Length];
        ILookup<bool, int> byLength = Enumerable.Range(0, texts.Length).ToLookup(IsLong);
        foreach (int index in byLength[false])
        {
            cancellationToken.ThrowIfCancellationRequested();
            encoded[index] = model.Vocabulary.Encode(texts[index], options.UnknownPolicy);
        }

        // The longest first, so that no thread is left alone with it at the end. Long texts are batches of one.
        IEnumerable<int[]> batches = byLength[true].OrderByDescending(index => texts[index].Length).Select(index => (int[])[index])
            .Concat(byLength[false].OrderByDescending(index => encoded[index].Ids.Length).Chunk(options.BatchSize));
        ForEach(batches, ScoreOne, cancellationToken);
        return scores;

        bool IsLong(int index) => texts[index].Length > LongestInBatch && !options.WithSurprisals;

        void ScoreOne(int[] batch)
        {
            if (IsLong(batch[0]))
            {
                using StringReader text = new(texts[batch[0]]);
                scores[batch[0]] = Score(text, cancellationToken);
                return;
            }

            long start = Stopwatch.GetTimestamp();
            double[][] nats = ScoreBatch([.. batch.Select(index => Tokens(encoded[index]))], cancellationToken);
            for (int row = 0; row < batch.Length; row++)
            {
                int index = batch[row];
                scores[index] = ToScore(texts[index], encoded[index], nats[row]);
            }

            ScoringTelemetry.Record(tag, [.. batch.Select(index => scores[index])], Stopwatch.GetElapsedTime(start));
        }
    }

    private void ForEach(IEnumerable<int[]> batches, Action<int[]> score, CancellationToken cancellationToken)
    {
        if (threads == 1)
        {
            foreach (int[] batch in batches)
            {
                score(batch);
            }

            return;
        }

        try
        {
            // One at a time: who takes two at once may be alone with the second.
            Partitioner<int[]> oneByOne = Partitioner.Create(batches, EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(oneByOne, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, score);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    private SentenceScore ToScore(string text, EncodedText encoded, double[] nats)
    {
        SentenceScore score = SentenceScore.Of(options.UnknownPolicy, nats.Sum(), encoded.CharacterCount, encoded.UnknownCount, HasEnd(encoded));
        return options.WithSurprisals ? score with { Surprisals = ByCharacter(text, nats) } : score;
    }

    // An empty text has no token, not even an end.
    private bool HasEnd(EncodedText text) => includeEnd && text.CharacterCount > 0;

    /// <summary>The tokens that are scored.</summary>
    private int[] Tokens(EncodedText text) => HasEnd(text) ? [.. text.Ids, endId] : text.Ids;

    /// <summary>What each character costs, in bits: all bytes of it in a model of bytes.</summary>
    private List<double> ByCharacter(ReadOnlySpan<char> text, ReadOnlySpan<double> nats)
    {
        List<double> bits = [];
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out _, out int length);
            EncodedText character = model.Vocabulary.Encode(text[..length], options.UnknownPolicy);
            double sum = options.UnknownPolicy == UnknownPolicy.Floor ? character.UnknownCount * Likelihood.FloorBits : 0;
            foreach (double cost in nats[..character.Ids.Length])
            {
                sum += cost / Likelihood.NatsPerBit;
            }

            bits.Add(sum);
            nats = nats[character.Ids.Length..];
            text = text[length..];
        }

        foreach (double end in nats)
        {
            bits.Add(end / Likelihood.NatsPerBit);
        }

        return bits;
    }

    /// <returns>-ln p of each token of each row, given those before it.</returns>
    private double[][] ScoreBatch(int[][] rows, CancellationToken cancellationToken)
    {
        double[][] nats = [.. rows.Select(row => new double[row.Length])];
        int longest = rows.Max(row => row.Length);
        if (longest == 0)
        {
            return nats;
        }

        int vocabularySize = model.Vocabulary.Size;
        int longestChunk = ChunkLength(rows.Length, vocabularySize);
        int chunks = ((longest - 1) / longestChunk) + 1;
        int chunkLength = ((longest - 1) / chunks) + 1; // all alike, so that the last is not mostly padding
        using ModelRun run = new(model, rows.Length, chunkLength);
        for (int from = 0; from < longest; from += chunkLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FillIds(run, rows, from, chunkLength);
            run.Run();
            for (int row = 0; row < rows.Length; row++)
            {
                int end = Math.Min(rows[row].Length, from + chunkLength);
                for (int position = from; position < end; position++)
                {
                    int offset = ((row * chunkLength) + position - from) * vocabularySize;
                    nats[row][position] = Cost(run.Logits.AsSpan(offset, vocabularySize), rows[row][position]);
                }
            }
        }

        return nats;
    }

    /// <returns>How many tokens of each row one run may compute.</returns>
    internal static int ChunkLength(int rows, int vocabularySize) => Math.Clamp(MaximumLogits / (rows * vocabularySize), 1, LongestChunk);

    /// <returns>-ln p of a token.</returns>
    internal static double Cost(ReadOnlySpan<float> logits, int id)
    {
        double cost = -Likelihood.LogProbability(logits, id);
        return !double.IsNaN(cost) ? cost : throw new InvalidModelException("The model's logits are not numbers. Its weights may be damaged.");
    }

    // Each token is predicted from the one before it; what pads a shorter row comes after all that counts.
    private void FillIds(ModelRun run, int[][] rows, int from, int chunkLength)
    {
        int startId = model.Metadata.StartId;
        for (int row = 0; row < rows.Length; row++)
        {
            Span<long> ids = run.Ids.AsSpan(row * chunkLength, chunkLength);
            for (int column = 0; column < chunkLength; column++)
            {
                int previous = from + column - 1;
                ids[column] = previous < 0 || previous >= rows[row].Length ? startId : rows[row][previous];
            }
        }
    }
}
