using CharRnn;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.MlNetExtensions.Internals;

namespace Microsoft.ML;

/// <summary>CharRnn's models in the catalog of ML.NET's text transforms.</summary>
public static class CharRnnCatalog
{
    /// <summary>
    /// Lets a context load pipelines that have a transformer of CharRnn. Call it once, before <c>mlContext.Model.Load</c>; to save one
    /// needs nothing.
    /// </summary>
    /// <remarks>
    /// Whatever is wrong with a transformer in the file, this call having been forgotten included, ML.NET wraps in a
    /// <see cref="System.Reflection.TargetInvocationException"/> or several: what to read is the
    /// <see cref="InvalidModelException"/>, or else the innermost one, among its inner exceptions.
    /// </remarks>
    /// <param name="mlContext">The context that loads.</param>
    /// <exception cref="NotSupportedException">This version of ML.NET has changed what CharRnn needs of it.</exception>
    public static void RegisterCharRnn(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ModelPersistence.Register(mlContext.ComponentCatalog);
    }

    /// <summary>
    /// Scores how likely texts are: a vector of Single with the slots LogLikelihood, BitsPerCharacter, Perplexity, CharacterCount and
    /// UnknownCount, or what <paramref name="options"/> choose.
    /// </summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">
    /// A column of texts, or of vectors of texts, whose scores are then added up by row. Null: the same name as the output.
    /// </param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is read at once, and closed when the last transformer is disposed.</param>
    /// <param name="options">How to score, and which columns to make.</param>
    /// <exception cref="InvalidModelException">The file cannot be read, or is not such a file.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all that are.</exception>
    public static LikelihoodEstimator ScoreSentenceLikelihood(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string modelPath, LikelihoodOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return ScoreSentenceLikelihood(catalog, outputColumnName, inputColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>The same by a model that is open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">
    /// A column of texts, or of vectors of texts, whose scores are then added up by row. Null: the same name as the output.
    /// </param>
    /// <param name="model">The model, which stays the caller's to dispose, after everything that is made with it.</param>
    /// <param name="options">How to score, and which columns to make.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all that are.</exception>
    public static LikelihoodEstimator ScoreSentenceLikelihood(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, CharRnnModel model, LikelihoodOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ScoreSentenceLikelihood(catalog, outputColumnName, inputColumnName, () => SharedModel.Of(model), options);
    }

    /// <summary>Goes on from prompts: a new column of texts, without the prompts. The same prompt always goes on in the same way.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">A column of texts. Null: the same name as the output.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is read at once, and closed when the last transformer is disposed.</param>
    /// <param name="options">How to draw characters, and how many.</param>
    /// <exception cref="InvalidModelException">The file cannot be read, or is not such a file.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all that are.</exception>
    public static GenerationEstimator GenerateText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string modelPath, GenerationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return GenerateText(catalog, outputColumnName, inputColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>The same by a model that is open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">A column of texts. Null: the same name as the output.</param>
    /// <param name="model">The model, which stays the caller's to dispose, after everything that is made with it.</param>
    /// <param name="options">How to draw characters, and how many.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range; the message lists all that are.</exception>
    public static GenerationEstimator GenerateText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, CharRnnModel model, GenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return GenerateText(catalog, outputColumnName, inputColumnName, () => SharedModel.Of(model), options);
    }

    private static LikelihoodEstimator ScoreSentenceLikelihood(
        TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, Func<SharedModel> openModel, LikelihoodOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        LikelihoodSettings settings = new(outputColumnName, inputColumnName ?? outputColumnName, options ?? new LikelihoodOptions());
        return ColumnErrors.In(outputColumnName, () => new LikelihoodEstimator(openModel, settings));
    }

    private static GenerationEstimator GenerateText(
        TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, Func<SharedModel> openModel, GenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        GenerationSettings settings = new(outputColumnName, inputColumnName ?? outputColumnName, options ?? new GenerationOptions());
        return ColumnErrors.In(outputColumnName, () => new GenerationEstimator(openModel, settings));
    }
}
