using CharRnn;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.MlNetExtensions.Internals;

namespace Microsoft.ML;

/// <content>A class for each text.</content>
public static partial class CharRnnCatalog
{
    /// <summary>
    /// Gives texts a class, with a model that was trained to label whole texts. The new columns have the names of ML.NET's own classifiers:
    /// <c>PredictedLabel</c>, the name of the likeliest class, <c>Score</c>, a vector of <see cref="float"/> with the probability of each class
    /// in a slot of its name, and <c>Probability</c>, that of the likeliest.
    /// </summary>
    /// <remarks>An empty text has no class: its label is empty, and its probabilities are NaN.</remarks>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="textColumnName">The name of a column of texts.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">How texts are read. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported, or does not label whole texts.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    public static ClassificationEstimator ClassifyText(
        this TransformsCatalog.TextTransforms catalog, string textColumnName, string modelPath, TextLabelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return ClassifyText(catalog, textColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Gives texts a class with a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="textColumnName">The name of a column of texts.</param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">How texts are read. Null means the defaults.</param>
    /// <exception cref="InvalidModelException">The model does not label whole texts.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    public static ClassificationEstimator ClassifyText(
        this TransformsCatalog.TextTransforms catalog, string textColumnName, CharRnnModel model, TextLabelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ClassifyText(catalog, textColumnName, () => SharedModel.Of(model), options);
    }

    private static ClassificationEstimator ClassifyText(
        TransformsCatalog.TextTransforms catalog, string textColumnName, Func<SharedModel> openModel, TextLabelOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(textColumnName);
        LabelSettings settings = new(textColumnName, options ?? new TextLabelOptions());
        return ColumnErrors.In(ClassificationColumns.PredictedLabel, () => new ClassificationEstimator(openModel, settings));
    }
}
