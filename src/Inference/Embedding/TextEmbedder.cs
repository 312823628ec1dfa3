using System.Diagnostics;

namespace CharRnn.Inference;

/// <summary>
/// Turns texts into vectors: the network's hidden states after the characters of a text, read from the zero state after the start character.
/// A text's vector does not depend on the other texts of its batch; only in an int8 model it varies slightly with them. Texts are read in batches of similar length and in chunks that carry the state,
/// so memory is bounded whatever comes. Safe for concurrent use.
/// </summary>
public sealed class TextEmbedder
{
    private readonly CharRnnModel model;
    private readonly EmbeddingOptions options;
    private readonly BatchedTexts<TextEmbedding> batches;
    private readonly LineEnd end;
    private readonly int[] layers;
    private readonly KeyValuePair<string, object?> tag;

    /// <summary>Creates an embedder. This is cheap.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What a vector has; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the end is asked for and the model has no newline.</exception>
    /// <exception cref="InvalidModelException">The model's file was exported by an earlier version, which did not give hidden states.</exception>
    public TextEmbedder(CharRnnModel model, EmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Description.Require(ModelTask.Text, model.Name);
        this.model = model;
        tag = CharRnnTelemetry.TagOf(model.Name);
        this.options = options?.Copy() ?? new EmbeddingOptions();
        this.options.Validate();
        if (!model.HasHidden)
        {
            throw new InvalidModelException($"The model {model.Name} has no output hidden, because an earlier version exported it. To embed texts, export its weights again (charrnn export).");
        }

        ScoringOptions batching = this.options.ForBatches();
        end = new LineEnd(model, batching.IncludeEnd);
        batches = new BatchedTexts<TextEmbedding>(model, batching, "an embedder") { ComputeBatch = EmbedBatch, ComputeLong = Embed };
        int top = model.Description.Layers - 1;
        layers = this.options.Layers == EmbeddingLayers.Top ? [top] : [.. Enumerable.Range(0, top + 1)];
    }

    /// <summary>
    /// Gets the names of a vector's values, such as <c>Mean.Layer2.Hidden17</c>. Layers and units are counted from 1, and the lowest layer is 1.
    /// The means come before the last states, and lower layers before higher ones.
    /// </summary>
    public IReadOnlyList<string> Names => field ??= MakeNames();

    /// <summary>Embeds one text.</summary>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public TextEmbedding Embed(string text) => Embed([text]).Single();

    /// <summary>Embeds texts; each result is in the place of its text. Reads ahead no more than <see cref="EmbeddingOptions.LookAhead"/>, and four million characters.</summary>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<TextEmbedding> Embed(IEnumerable<string> texts) => batches.Compute(texts);

    /// <summary>Embeds items that have a text, each returned beside its embedding.</summary>
    /// <param name="items">The items.</param>
    /// <param name="textOf">The text of one.</param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<(T Item, TextEmbedding Embedding)> Embed<T>(IEnumerable<T> items, Func<T, string> textOf) => batches.Compute(items, textOf);

    /// <summary>Embeds one text of any length, in constant memory.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Checked every few thousand characters.</param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TextEmbedding Embed(TextReader text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        long start = Stopwatch.GetTimestamp();
        TextPool pool = MakePool();
        using LongText whole = new(model, options.UnknownPolicy, layers, pool.Add);
        whole.Read(text, cancellationToken);
        int? endId = end.IdAfter(whole.Characters);
        whole.Finish(endId ?? model.Metadata.StartId);
        ScoringTelemetry.Record(tag, 1, whole.Characters, whole.Unknown, Stopwatch.GetElapsedTime(start));
        return pool.ToEmbedding(whole.Characters, whole.Unknown, endId is not null);
    }

    /// <summary>
    /// Embeds texts as they arrive, on other threads than the caller's; each result is in the place of its text. Waits for
    /// <see cref="EmbeddingOptions.LookAhead"/> texts, or for their end.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for a text, also where the source does not heed it, and the computing, after the run in progress.
    /// </param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character, and the policy does not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<TextEmbedding> EmbedAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        batches.ComputeAsync(texts, cancellationToken);

    private TextEmbedding[] EmbedBatch(string[] texts, EncodedText[] encoded, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TextPool[] pools = [.. encoded.Select(_ => MakePool())];
        int[][] rows = [.. encoded.Select(text => (int[])[.. text.Ids, end.IdAfter(text.CharacterCount) ?? model.Metadata.StartId])];
        TextBatch.Read(model, rows, layers, token => pools[token.Row].Add(token), cancellationToken);
        ScoringTelemetry.Record(tag, encoded.Length, encoded.Sum(text => (long)text.CharacterCount), encoded.Sum(text => (long)text.UnknownCount), Stopwatch.GetElapsedTime(start));
        return [.. encoded.Select((text, row) => pools[row].ToEmbedding(text.CharacterCount, text.UnknownCount, end.IdAfter(text.CharacterCount) is not null))];
    }

    private TextPool MakePool() => new(options, layers.Length, model.Description.HiddenSize);

    private string[] MakeNames() => [.. Poolings().SelectMany(pooling => layers.SelectMany(layer =>
        Enumerable.Range(1, model.Description.HiddenSize).Select(unit => $"{pooling}.Layer{layer + 1}.Hidden{unit}")))];

    private string[] Poolings() => options.Pooling == EmbeddingPooling.MeanAndLast
        ? [nameof(EmbeddingPooling.Mean), nameof(EmbeddingPooling.Last)]
        : [options.Pooling.ToString()];
}
