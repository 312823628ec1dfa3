using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>
/// A model ready to sample and score. One ONNX Runtime session serves all who use it; safe for concurrent use. Dispose it
/// after everything made from it.
/// </summary>
public sealed class CharRnnModel : IDisposable
{
    private CharRnnModel(InferenceSession session, ModelMetadata metadata, string sha256)
    {
        Session = session;
        Metadata = metadata;
        Sha256 = sha256;
    }

    /// <summary>Version of the ONNX Runtime that runs the models.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>The documents that came with the model.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>What the model is.</summary>
    public ModelDescription Description => Metadata.Description;

    /// <summary>The characters that it knows.</summary>
    public Vocabulary Vocabulary => Metadata.Vocabulary;

    /// <summary>SHA-256 of the file, in lower-case hexadecimal; saved states are bound to it.</summary>
    public string Sha256 { get; }

    internal InferenceSession Session { get; }

    /// <summary>Opens an ONNX file that CharRnn exported.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read, or is not such a file; the message says why.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static CharRnnModel Load(string path, CharRnnModelOptions? options = null)
    {
        try
        {
            return Load(File.ReadAllBytes(path), options, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Opens such a file's bytes.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <exception cref="InvalidModelException">The bytes are not such a file; the message says why.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static CharRnnModel Load(byte[] model, CharRnnModelOptions? options = null, string source = "The model")
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new CharRnnModelOptions();
        options.Validate();
        InferenceSession session = Open(model, options, source);
        try
        {
            ModelMetadata metadata = ModelMetadata.FromDocuments(session.ModelMetadata.CustomMetadataMap, source);
            ModelSignature.Check(session, metadata.Description, source);
            return new CharRnnModel(session, metadata, Convert.ToHexStringLower(SHA256.HashData(model)));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Starts a text. Cheap: a session holds one state and shares the model.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public GenerationSession CreateSession(SamplingOptions? options = null) => new(this, options ?? new SamplingOptions());

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();

    private static InferenceSession Open(byte[] model, CharRnnModelOptions options, string source)
    {
        using SessionOptions sessionOptions = new()
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        sessionOptions.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(model, sessionOptions);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidModelException($"{source} is not an ONNX file that ONNX Runtime can open: {exception.Message}", exception);
        }
    }
}
