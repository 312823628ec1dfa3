using System.Diagnostics;

namespace CharRnn.Inference;

/// <summary>
/// Gives each character of a text (each Unicode scalar) a label, with a model that was trained to. The model reads the characters from the
/// zero state, without a start character. A character that it does not know is read as its unknown token or, if it has none, as its start
/// character. Texts are read in batches; the labels of a text do not depend on the others. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A model that reads in both directions reads a text of up to 2,048 characters whole, and a longer one in windows of that length. Where
/// two windows meet, each character has at least 256 on either side in the window that labels it.
/// </remarks>
public sealed class TextTagger
{
    private readonly CharRnnModel model;
    private readonly BatchedTexts<TextTags> batches;
    private readonly KeyValuePair<string, object?> tag;

    /// <summary>Creates a tagger. This is cheap.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to read; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidModelException">The model is for another task than labelling tokens.</exception>
    public TextTagger(CharRnnModel model, LabelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Description.Require(ModelTask.Tag, model.Name);
        this.model = model;
        tag = CharRnnTelemetry.TagOf(model.Name);
        ScoringOptions reading = (options ?? new LabelOptions()).ForBatches();
        reading.Validate();
        batches = new BatchedTexts<TextTags>(model, reading, "a tagger")
        {
            Encode = text => model.Vocabulary.EncodeWhole(text, model.UnknownReading),
            NeedsEqualLengths = model.Description.Bidirectional,
            ComputeBatch = TagBatch,
            ComputeLong = null,
        };
    }

    /// <summary>Gets the labels that the model gives, by id.</summary>
    public IReadOnlyList<string> Labels => model.Metadata.Labels;

    /// <summary>Labels the characters of a text.</summary>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public TextTags Tag(string text) => Tag([text]).Single();

    /// <summary>Labels the characters of texts; each result is in the place of its text. Reads ahead no more than <see cref="LabelOptions.LookAhead"/>, and four million characters.</summary>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<TextTags> Tag(IEnumerable<string> texts) => batches.Compute(texts);

    /// <summary>
    /// Labels the characters of texts as they arrive, on other threads than the caller's; each result is in the place of its text. Waits for
    /// <see cref="LabelOptions.LookAhead"/> texts, or for their end.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for a text, also where the source does not heed it, and the computing, after the run in progress.
    /// </param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<TextTags> TagAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        batches.ComputeAsync(texts, cancellationToken);

    private TextTags[] TagBatch(string[] texts, EncodedText[] encoded, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int[][] ids = [.. encoded.Select(text => new int[text.Ids.Length])];
        float[][] probabilities = [.. encoded.Select(text => new float[text.Ids.Length])];
        LabelledBatch.Tag(
            model,
            [.. encoded.Select(text => text.Ids)],
            (row, position, logits) => (ids[row][position], probabilities[row][position]) = LabelScores.Best(logits),
            cancellationToken);
        ScoringTelemetry.Record(tag, texts.Length, encoded.Sum(text => (long)text.CharacterCount), encoded.Sum(text => (long)text.UnknownCount), Stopwatch.GetElapsedTime(start));
        return [.. encoded.Select((text, row) => new TextTags(ids[row], Array.ConvertAll(ids[row], id => Labels[id]), probabilities[row], text.UnknownCount))];
    }
}
