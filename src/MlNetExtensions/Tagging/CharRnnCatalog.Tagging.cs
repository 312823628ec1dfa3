using CharRnn;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.MlNetExtensions.Internals;

namespace Microsoft.ML;

/// <content>A label for each character of a text.</content>
public static partial class CharRnnCatalog
{
    /// <summary>
    /// Gives each character of a text a label, with a model that was trained to. The new columns are vectors with a slot for each character (each
    /// Unicode scalar): <c>PredictedLabel</c>, the likeliest label as text, and <c>Probability</c>, that of this label, as <see cref="float"/>.
    /// </summary>
    /// <remarks>The vectors are as long as the row's text. An empty text has empty vectors.</remarks>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="textColumnName">The name of a column of texts.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">How texts are read. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported, or does not label each character.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    public static TaggingEstimator TagText(
        this TransformsCatalog.TextTransforms catalog, string textColumnName, string modelPath, TextLabelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return TagText(catalog, textColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Gives each character of a text a label with a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="textColumnName">The name of a column of texts.</param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">How texts are read. Null means the defaults.</param>
    /// <exception cref="InvalidModelException">The model does not label each character.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all.</exception>
    public static TaggingEstimator TagText(
        this TransformsCatalog.TextTransforms catalog, string textColumnName, CharRnnModel model, TextLabelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return TagText(catalog, textColumnName, () => SharedModel.Of(model), options);
    }

    private static TaggingEstimator TagText(
        TransformsCatalog.TextTransforms catalog, string textColumnName, Func<SharedModel> openModel, TextLabelOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(textColumnName);
        LabelSettings settings = new(textColumnName, options ?? new TextLabelOptions());
        return ColumnErrors.In(TaggingColumns.PredictedLabel, () => new TaggingEstimator(openModel, settings));
    }
}
