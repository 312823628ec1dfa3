using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>
/// A model ready to sample and score. One ONNX Runtime session serves all who use it; safe for concurrent use. Once it is disposed,
/// whatever was made from it answers with an <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class CharRnnModel : IDisposable
{
    private readonly string[] characters; // by id, so that drawing one makes no new text

    // ONNX Runtime reads this when its environment is made, which only this class does. A value that the host has set stays.
    static CharRnnModel() => NativeEnvironment.SetDefault("ORT_DISABLE_TELEMETRY", "1");

    private CharRnnModel(InferenceSession session, ExecutionProvider executionProvider, string name, ModelMetadata metadata, byte[] content)
    {
        Session = session;
        Lifetime = new SharedLifetime(nameof(CharRnnModel), session.Dispose);
        Name = name;
        ExecutionProvider = executionProvider;
        Metadata = metadata;
        Content = content;
        characters = new string[metadata.Vocabulary.Size];
        for (int id = 0; id < characters.Length; id++)
        {
            characters[id] = metadata.Vocabulary.Decode([id]);
        }
    }

    /// <summary>Version of the ONNX Runtime that runs the models.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>What logs, metrics and traces call it: <see cref="CharRnnModelOptions.Name"/>, or else its file's name.</summary>
    public string Name { get; }

    /// <summary>The documents that came with the model.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>What the model is.</summary>
    public ModelDescription Description => Metadata.Description;

    /// <summary>The characters that it knows.</summary>
    public Vocabulary Vocabulary => Metadata.Vocabulary;

    /// <summary>SHA-256 of the file, in lower-case hexadecimal; saved states are bound to it.</summary>
    public string Sha256 => field ??= Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>The whole file, kept so that what uses the model can save it with itself.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>What computes: <see cref="Inference.ExecutionProvider.Cpu"/> or <see cref="Inference.ExecutionProvider.Cuda"/>.</summary>
    public ExecutionProvider ExecutionProvider { get; }

    internal InferenceSession Session { get; }

    /// <summary>Of <see cref="Session"/>; who keeps anything native of it enters.</summary>
    internal SharedLifetime Lifetime { get; }

    internal bool IsDisposed { get; private set; }

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

    /// <summary>Opens such a file from a stream, which is read to its end.</summary>
    /// <param name="stream">The whole file, up to 2 GiB.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="source">Where the stream comes from, for messages.</param>
    /// <exception cref="InvalidModelException">The stream cannot be read, or has no such file; the message says why.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static CharRnnModel Load(Stream stream, CharRnnModelOptions? options = null, string source = "The model")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream copy = new(); // which holds no more than 2 GiB
        try
        {
            stream.CopyTo(copy);
        }
        catch (Exception exception) when (exception is IOException or OutOfMemoryException)
        {
            throw new InvalidModelException($"Cannot read {source}: {exception.Message}", exception);
        }

        return Load(copy.ToArray(), options, source);
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

        // Beside the opening, which takes ONNX Runtime as long as the rest of a start together.
        Task<ModelMetadata> reading = Task.Run(() => ModelMetadata.FromDocuments(OnnxDocuments.Read(model), source));
        _ = Task.Run(CharRnnTelemetry.Prepare);
        (InferenceSession session, ExecutionProvider provider) = Open(model, options, source);
        try
        {
            ModelMetadata metadata = reading.GetAwaiter().GetResult();
            ModelSignature.Check(session, metadata.Description, source);
            string name = options.Name ?? Path.GetFileNameWithoutExtension(source);
            CharRnnModel loaded = new(session, provider, name, metadata, model);
            if (options.WarmUp)
            {
                using ModelRun run = new(loaded, 1, 1);
                run.Run();
            }

            return loaded;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    internal string CharacterOf(int id) => characters[id];

    /// <summary>Starts a text. Cheap: a session holds one state and shares the model.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public GenerationSession CreateSession(SamplingOptions? options = null) => new(this, options ?? new SamplingOptions());

    /// <summary>Ends its use; its memory is freed when the runs in progress end and all that was made from it is disposed.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        Lifetime.Dispose();
    }

    private static (InferenceSession Session, ExecutionProvider Provider) Open(byte[] model, CharRnnModelOptions options, string source)
    {
        using SessionOptions sessionOptions = new()
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,

            // The levels above change nothing in these networks. The highest crashes on an LSTM of 16 bits, as fp16 was exported once.
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        sessionOptions.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        bool onGpu = options.ExecutionProvider != ExecutionProvider.Cpu && TryAddCuda(sessionOptions, options);
        try
        {
            return (new InferenceSession(model, sessionOptions), onGpu ? ExecutionProvider.Cuda : ExecutionProvider.Cpu);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidModelException($"{source} is not an ONNX file that ONNX Runtime can open: {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidOptionsException">The GPU is asked for, and nothing else, and is not there.</exception>
    private static bool TryAddCuda(SessionOptions sessionOptions, CharRnnModelOptions options)
    {
        if (AddCuda(sessionOptions) is not { } why)
        {
            return true;
        }

        if (options.ExecutionProvider == ExecutionProvider.Cuda)
        {
            throw new InvalidOptionsException($"ExecutionProvider is Cuda, which this machine or this build of ONNX Runtime cannot give: {why}; take Cpu or Auto");
        }

        options.OnWarning?.Invoke($"There is no CUDA to run the model on, so the processor does: {why}.");
        return false;
    }

    /// <returns>Why there is none; null where there is.</returns>
    private static string? AddCuda(SessionOptions sessionOptions)
    {
        // An exception would take a good part of the time that a process needs for its first character.
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            return "ONNX Runtime is built without it";
        }

        try
        {
            sessionOptions.AppendExecutionProvider_CUDA();
            return null;
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return exception.Message.Split('\n')[0].TrimEnd('\r', '.'); // its messages run over several lines, of which the first says what is wrong
        }
    }
}
