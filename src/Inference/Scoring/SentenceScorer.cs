using System.Diagnostics;

namespace CharRnn.Inference;

/// <summary>
/// Scores how likely texts are: the sum of ln p(character | those before it), from the zero state after the start character. Texts are
/// scored in batches of similar length and in chunks that carry the state, so memory is bounded whatever comes. Equal texts that are read
/// ahead together are scored once. Safe for concurrent use.
/// </summary>
public sealed class SentenceScorer
{
    private readonly CharRnnModel model;
    private readonly ScoringOptions options;
    private readonly BatchedTexts<SentenceScore> batches;
    private readonly LineEnd end;
    private readonly KeyValuePair<string, object?> tag;

    /// <summary>Creates a scorer. This is cheap.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to score; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the end is asked for and the model has no newline.</exception>
    /// <exception cref="InvalidModelException">The model is for another task than text.</exception>
    public SentenceScorer(CharRnnModel model, ScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Description.Require(ModelTask.Text, model.Name);
        this.model = model;
        tag = CharRnnTelemetry.TagOf(model.Name);
        this.options = options?.Copy() ?? new ScoringOptions();
        this.options.Validate();
        batches = new BatchedTexts<SentenceScore>(model, this.options, "a scorer")
        {
            ComputeBatch = ScoreBatch,
            ComputeLong = this.options.WithSurprisals ? null : Score,
        };
        end = new LineEnd(model, this.options.IncludeEnd);
    }

    /// <summary>Whether a text's end, its newline, is part of its score.</summary>
    public bool IncludesEnd => end.IsIncluded;

    /// <summary>Scores one text.</summary>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public SentenceScore Score(string text) => Score([text]).Single();

    /// <summary>Scores texts; each result is in the place of its text. Reads ahead no more than <see cref="ScoringOptions.LookAhead"/>, and four million characters.</summary>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<SentenceScore> Score(IEnumerable<string> texts) => batches.Compute(texts);

    /// <summary>Scores items that have a text, each returned beside its score.</summary>
    /// <param name="items">The items.</param>
    /// <param name="textOf">The text of one.</param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<(T Item, SentenceScore Score)> Score<T>(IEnumerable<T> items, Func<T, string> textOf) => batches.Compute(items, textOf);

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
        double nats = 0;
        using LongText whole = new(model, options.UnknownPolicy, [], token => nats += token.Cost);
        whole.Read(text, cancellationToken);
        int? endId = end.IdAfter(whole.Characters);
        whole.Finish(endId);
        SentenceScore score = SentenceScore.Of(options.UnknownPolicy, nats, whole.Characters, whole.Unknown, endId is not null);
        ScoringTelemetry.Record(tag, 1, whole.Characters, whole.Unknown, Stopwatch.GetElapsedTime(start));
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
    public IAsyncEnumerable<SentenceScore> ScoreAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        batches.ComputeAsync(texts, cancellationToken);

    private SentenceScore[] ScoreBatch(string[] texts, EncodedText[] encoded, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int[][] rows = [.. encoded.Select(Tokens)];
        double[][] nats = [.. rows.Select(row => new double[row.Length])];
        TextBatch.Read(model, rows, [], token => nats[token.Row][token.Position] = token.Cost, cancellationToken);
        SentenceScore[] scores = [.. texts.Select((text, row) => ToScore(text, encoded[row], nats[row]))];
        ScoringTelemetry.Record(tag, encoded.Length, encoded.Sum(text => (long)text.CharacterCount), encoded.Sum(text => (long)text.UnknownCount), Stopwatch.GetElapsedTime(start));
        return scores;
    }

    private SentenceScore ToScore(string text, EncodedText encoded, double[] nats)
    {
        SentenceScore score = SentenceScore.Of(options.UnknownPolicy, nats.Sum(), encoded.CharacterCount, encoded.UnknownCount, end.IdAfter(encoded.CharacterCount) is not null);
        return options.WithSurprisals ? score with { Surprisals = ByPiece(text, nats) } : score;
    }

    /// <summary>The tokens that are scored.</summary>
    private int[] Tokens(EncodedText text) => end.IdAfter(text.CharacterCount) is { } endId ? [.. text.Ids, endId] : text.Ids;

    /// <summary>What each character costs, in bits: all bytes of it in a model of bytes. In a model of words, what each word costs.</summary>
    private List<double> ByPiece(ReadOnlySpan<char> text, ReadOnlySpan<double> nats)
    {
        List<double> bits = [];
        while (!text.IsEmpty)
        {
            int length = model.Vocabulary.FirstLength(text);
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

        foreach (double cost in nats)
        {
            bits.Add(cost / Likelihood.NatsPerBit);
        }

        return bits;
    }
}
