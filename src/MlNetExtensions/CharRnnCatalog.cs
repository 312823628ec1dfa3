using System.Diagnostics.CodeAnalysis;
using CharRnn;
using CharRnn.Inference;
using CharRnn.MlNetExtensions;
using CharRnn.MlNetExtensions.Internals;

namespace Microsoft.ML;

/// <summary>Extension methods that add CharRnn's models to ML.NET's catalog of text transforms.</summary>
[RequiresUnreferencedCode("ML.NET finds members by reflection, so an application that uses it cannot be trimmed.")]
[RequiresDynamicCode("ML.NET makes code at run time, so an application that uses it cannot be compiled ahead of time.")]
public static partial class CharRnnCatalog
{
    /// <summary>
    /// Lets a context load pipelines with CharRnn's transformers. Call it once, before <c>mlContext.Model.Load</c>. Saving needs no
    /// registration.
    /// </summary>
    /// <remarks>
    /// If a transformer in the file cannot be loaded, or this method was not called, ML.NET wraps the exception, often more than once, in a
    /// <see cref="System.Reflection.TargetInvocationException"/>. Look among its inner exceptions for an
    /// <see cref="InvalidModelException"/>, or else take the innermost one: ML.NET's own is a <see cref="FormatException"/> if its part of
    /// the file is damaged.
    /// </remarks>
    /// <param name="mlContext">The context that loads pipelines.</param>
    /// <exception cref="NotSupportedException">This version of ML.NET lacks an internal member that CharRnn needs.</exception>
    /// <exception cref="CharRnnException">The application has no package with ONNX Runtime's native library.</exception>
    public static void RegisterCharRnn(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        _ = CharRnnModel.RuntimeVersion; // throws here what ML.NET would wrap
        ModelPersistence.Register(mlContext.ComponentCatalog);
    }

    /// <summary>
    /// Scores how likely texts are under a model. The new column is a vector of <see cref="float"/> with the slots LogLikelihood,
    /// BitsPerCharacter, Perplexity, CharacterCount and UnknownCount, unless <paramref name="options"/> say otherwise.
    /// </summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">
    /// The name of a column of texts, or of vectors of texts; a row's score is then the sum of its texts' scores. Null means
    /// <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">How to score, and which columns to add. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    public static LikelihoodEstimator ScoreSentenceLikelihood(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string modelPath, LikelihoodOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return ScoreSentenceLikelihood(catalog, outputColumnName, inputColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Scores how likely texts are under a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">
    /// The name of a column of texts, or of vectors of texts; a row's score is then the sum of its texts' scores. Null means
    /// <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">How to score, and which columns to add. Null means the defaults.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    public static LikelihoodEstimator ScoreSentenceLikelihood(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, CharRnnModel model, LikelihoodOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ScoreSentenceLikelihood(catalog, outputColumnName, inputColumnName, () => SharedModel.Of(model), options);
    }

    /// <summary>
    /// Generates the text that follows each prompt. The new column has the text without the prompt. The same prompt always gives the same
    /// text.
    /// </summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">The name of the column of prompts. Null means <paramref name="outputColumnName"/>.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">How to choose characters, and how many. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    public static GenerationEstimator GenerateText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string modelPath, TextGenerationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return GenerateText(catalog, outputColumnName, inputColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Generates the text that follows each prompt, with a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">The name of the column of prompts. Null means <paramref name="outputColumnName"/>.</param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">How to choose characters, and how many. Null means the defaults.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    public static GenerationEstimator GenerateText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, CharRnnModel model, TextGenerationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return GenerateText(catalog, outputColumnName, inputColumnName, () => SharedModel.Of(model), options);
    }

    /// <summary>
    /// Detects texts that are unlikely under a model. The new columns are those of ML.NET's anomaly detectors: <c>Score</c>, the bits per
    /// character, and <c>PredictedLabel</c>, which is true where the score is above a threshold. <c>Fit</c> sets the threshold for
    /// <see cref="UnlikelyTextOptions.FalsePositiveRate"/> from ordinary texts that the model has not learnt from.
    /// </summary>
    /// <remarks><c>mlContext.AnomalyDetection.Evaluate</c> takes the result; the labels must be <see cref="float"/>, 1 for an odd text.</remarks>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="textColumnName">The name of a column of texts, or of vectors of texts, whose scores are added up.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">Which texts are odd, and how to score. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    /// <exception cref="NotSupportedException">This version of ML.NET lacks an internal member that CharRnn needs.</exception>
    public static UnlikelyTextEstimator DetectUnlikelyText(
        this TransformsCatalog.TextTransforms catalog, string textColumnName, string modelPath, UnlikelyTextOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return DetectUnlikelyText(catalog, textColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Detects texts that are unlikely under a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="textColumnName">The name of a column of texts, or of vectors of texts, whose scores are added up.</param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">Which texts are odd, and how to score. Null means the defaults.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    /// <exception cref="NotSupportedException">This version of ML.NET lacks an internal member that CharRnn needs.</exception>
    public static UnlikelyTextEstimator DetectUnlikelyText(
        this TransformsCatalog.TextTransforms catalog, string textColumnName, CharRnnModel model, UnlikelyTextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return DetectUnlikelyText(catalog, textColumnName, () => SharedModel.Of(model), options);
    }

    /// <summary>
    /// Turns texts into vectors: the hidden states of a model's network, as features for any trainer. The new column is a vector of
    /// <see cref="float"/> with slots such as <c>Mean.Layer1.Hidden17</c>, in which layers and units are counted from 1.
    /// </summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">The name of a column of texts. Null means <paramref name="outputColumnName"/>.</param>
    /// <param name="modelPath">An ONNX file that CharRnn exported. It is opened now, and closed with the last transformer.</param>
    /// <param name="options">What a vector has, and how texts are read. Null means the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">
    /// The file is not a model that CharRnn exported, or an earlier version exported it and it has no hidden states.
    /// </exception>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    public static EmbeddingEstimator EmbedText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string modelPath, TextEmbeddingOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return EmbedText(catalog, outputColumnName, inputColumnName, () => SharedModel.Open(modelPath), options);
    }

    /// <summary>Turns texts into vectors with a model that is already open.</summary>
    /// <param name="catalog">The catalog of text transforms.</param>
    /// <param name="outputColumnName">The name of the new column.</param>
    /// <param name="inputColumnName">The name of a column of texts. Null means <paramref name="outputColumnName"/>.</param>
    /// <param name="model">The model. The caller disposes it, after everything that was made with it.</param>
    /// <param name="options">What a vector has, and how texts are read. Null means the defaults.</param>
    /// <exception cref="InvalidModelException">An earlier version exported the model's file, and it has no hidden states.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range or does not fit the model; the message lists all.</exception>
    public static EmbeddingEstimator EmbedText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, CharRnnModel model, TextEmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return EmbedText(catalog, outputColumnName, inputColumnName, () => SharedModel.Of(model), options);
    }

    private static EmbeddingEstimator EmbedText(
        TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, Func<SharedModel> openModel, TextEmbeddingOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName ??= outputColumnName, nameof(inputColumnName));
        EmbeddingSettings settings = new(outputColumnName, inputColumnName, options ?? new TextEmbeddingOptions());
        return ColumnErrors.In(outputColumnName, () => new EmbeddingEstimator(openModel, settings));
    }

    private static LikelihoodEstimator ScoreSentenceLikelihood(
        TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, Func<SharedModel> openModel, LikelihoodOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName ??= outputColumnName, nameof(inputColumnName));
        LikelihoodSettings settings = new(outputColumnName, inputColumnName, options ?? new LikelihoodOptions());
        return ColumnErrors.In(outputColumnName, () => new LikelihoodEstimator(openModel, settings));
    }

    private static GenerationEstimator GenerateText(
        TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, Func<SharedModel> openModel, TextGenerationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName ??= outputColumnName, nameof(inputColumnName));
        GenerationSettings settings = new(outputColumnName, inputColumnName, options ?? new TextGenerationOptions());
        return ColumnErrors.In(outputColumnName, () => new GenerationEstimator(openModel, settings));
    }

    private static UnlikelyTextEstimator DetectUnlikelyText(
        TransformsCatalog.TextTransforms catalog, string textColumnName, Func<SharedModel> openModel, UnlikelyTextOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(textColumnName);
        UnlikelyTextSettings settings = new(textColumnName, options ?? new UnlikelyTextOptions());
        Func<bool> isCanceled = MlNetInternals.CancellationOf(MlNetInternals.EnvironmentOf(catalog).Register("DetectUnlikelyText"));
        return ColumnErrors.In(UnlikelyTextColumns.Score, () => new UnlikelyTextEstimator(openModel, settings, isCanceled));
    }
}
