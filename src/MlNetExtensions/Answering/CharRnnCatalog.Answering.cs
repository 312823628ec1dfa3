using CharRnn;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.MlNetExtensions.Internals;

namespace Microsoft.ML;

/// <content>Answers to questions.</content>
public static partial class CharRnnCatalog
{
    /// <summary>Answers questions with a model that was trained to. The new column has the answers.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">The name of the column of questions. Null means <paramref name="outputColumnName"/>.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported, with its encoder beside it if it has one. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">How to answer, and which columns to add. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported, or is for another task.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    public static AnswerEstimator AnswerText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string modelPath, TextAnsweringOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return AnswerText(catalog, outputColumnName, inputColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Answers questions with a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">The name of the column of questions. Null means <paramref name="outputColumnName"/>.</param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">How to answer, and which columns to add. Null means the defaults.</param>
    /// <exception cref="InvalidModelException">The model is for another task.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    public static AnswerEstimator AnswerText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, CharRnnModel model, TextAnsweringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return AnswerText(catalog, outputColumnName, inputColumnName, () => SharedModel.Of(model), options);
    }

    private static AnswerEstimator AnswerText(
        TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, Func<SharedModel> openModel, TextAnsweringOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName ??= outputColumnName, nameof(inputColumnName));
        AnswerSettings settings = new(outputColumnName, inputColumnName, options ?? new TextAnsweringOptions());
        return ColumnErrors.In(outputColumnName, () => new AnswerEstimator(openModel, settings));
    }
}
