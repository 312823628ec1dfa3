using System.Diagnostics;

namespace CharRnn.Inference;

/// <summary>
/// Gives a text a class, with a model that was trained to. The model reads the text from the zero state, without a start character. A
/// character that it does not know is read as its unknown token or, if it has none, as its start character. Texts of equal length are read
/// in batches; the class of a text does not depend on the others. Safe for concurrent use.
/// </summary>
/// <remarks>A model that reads in both directions takes texts of up to 16,384 tokens; one that reads forwards takes texts of any length.</remarks>
public sealed class TextClassifier
{
    private readonly CharRnnModel model;
    private readonly BatchedTexts<TextClass> batches;
    private readonly KeyValuePair<string, object?> tag;

    /// <summary>Creates a classifier. This is cheap.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to read; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="InvalidModelException">The model is for another task than labelling whole texts.</exception>
    public TextClassifier(CharRnnModel model, LabelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Description.Require(ModelTask.Classify, model.Name);
        this.model = model;
        tag = CharRnnTelemetry.TagOf(model.Name);
        ScoringOptions reading = (options ?? new LabelOptions()).ForBatches();
        reading.Validate();
        batches = new BatchedTexts<TextClass>(model, reading, "a classifier")
        {
            Encode = text => model.Vocabulary.EncodeWhole(text, model.UnknownReading),
            NeedsEqualLengths = true,
            ComputeBatch = ClassifyBatch,
            ComputeLong = null,
        };
    }

    /// <summary>Gets the classes that the model gives, by id.</summary>
    public IReadOnlyList<string> Classes => model.Metadata.Labels;

    /// <summary>Classifies a text.</summary>
    /// <exception cref="InvalidTextException">The text is too long for a model that reads in both directions.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public TextClass Classify(string text) => Classify([text]).Single();

    /// <summary>Classifies texts; each result is in the place of its text. Reads ahead no more than <see cref="LabelOptions.LookAhead"/>, and four million characters.</summary>
    /// <exception cref="InvalidTextException">A text is too long for a model that reads in both directions.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IEnumerable<TextClass> Classify(IEnumerable<string> texts) => batches.Compute(texts);

    /// <summary>
    /// Classifies texts as they arrive, on other threads than the caller's; each result is in the place of its text. Waits for
    /// <see cref="LabelOptions.LookAhead"/> texts, or for their end.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for a text, also where the source does not heed it, and the computing, after the run in progress.
    /// </param>
    /// <exception cref="InvalidTextException">A text is too long for a model that reads in both directions.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IAsyncEnumerable<TextClass> ClassifyAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        batches.ComputeAsync(texts, cancellationToken);

    /// <summary>Returns why a text cannot be classified; null if it can.</summary>
    internal string? FindProblem(string text) => model.Description.Bidirectional && text.Length > LabelledBatch.LongestInBothDirections
        ? LabelledBatch.FindProblem(model, model.Vocabulary.EncodeWhole(text, model.UnknownReading).Ids.Length)
        : null;

    private TextClass[] ClassifyBatch(string[] texts, EncodedText[] encoded, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TextClass[] classes = [.. encoded.Select(text => new TextClass(null, float.NaN, [.. Enumerable.Repeat(float.NaN, Classes.Count)], text.UnknownCount))];
        LabelledBatch.Classify(
            model,
            [.. encoded.Select(text => text.Ids)],
            (row, logits) =>
            {
                (int best, float probability) = LabelScores.Best(logits);
                classes[row] = new TextClass(Classes[best], probability, LabelScores.Probabilities(logits), encoded[row].UnknownCount);
            },
            cancellationToken);
        ScoringTelemetry.Record(tag, texts.Length, encoded.Sum(text => (long)text.CharacterCount), encoded.Sum(text => (long)text.UnknownCount), Stopwatch.GetElapsedTime(start));
        return classes;
    }
}
