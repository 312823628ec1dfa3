using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>
/// A model ready to generate and score text. Safe for concurrent use: one ONNX Runtime session serves everything that is created from it.
/// Once the model is disposed, all of that throws an <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class CharRnnModel : IDisposable
{
    private CharRnnModel(InferenceSession session, ExecutionProvider executionProvider, CharRnnModelOptions options, ModelMetadata metadata, byte[] content, string source, CharRnnModel? encoder)
    {
        Session = session;
        Encoder = encoder;
        Lifetime = new SharedLifetime(nameof(CharRnnModel), Free);
        Name = options.Name ?? Path.GetFileNameWithoutExtension(source);
        OnWarning = options.OnWarning;
        ExecutionProvider = executionProvider;
        Metadata = metadata;
        HasHidden = ModelSignature.HasHidden(session);
        Rules = new TextRules(metadata.Description, metadata.Vocabulary);
        Content = content;
    }

    /// <summary>Gets the version of the ONNX Runtime that runs the models.</summary>
    /// <exception cref="CharRnnException">The application has no package with ONNX Runtime's native library.</exception>
    public static string RuntimeVersion => OnnxRuntimeLibrary.Environment.GetVersionString();

    /// <summary>Gets the name in logs, metrics and traces: <see cref="CharRnnModelOptions.Name"/>, or else the file's name without its extension.</summary>
    public string Name { get; }

    /// <summary>Gets the documents in the model's file.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>Gets the architecture of the model.</summary>
    public ModelDescription Description => Metadata.Description;

    /// <summary>Gets the tokens that the model knows.</summary>
    public Vocabulary Vocabulary => Metadata.Vocabulary;

    /// <summary>Gets the SHA-256 of the file, in lower-case hexadecimal. A saved state is bound to it.</summary>
    public string Sha256 => field ??= Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>Gets the whole file, so that what uses the model can save it too.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Gets what computes: <see cref="Inference.ExecutionProvider.Cpu"/> or <see cref="Inference.ExecutionProvider.Cuda"/>.</summary>
    public ExecutionProvider ExecutionProvider { get; }

    internal InferenceSession Session { get; }

    /// <summary>The network that reads the questions; null if this one does.</summary>
    internal CharRnnModel? Encoder { get; }

    /// <summary>The lifetime of <see cref="Session"/>, entered by whatever keeps native memory of it.</summary>
    internal SharedLifetime Lifetime { get; }

    /// <summary>Whether hidden states can be read, which the files of earlier versions do not give.</summary>
    internal bool HasHidden { get; }

    /// <summary>The token that a model of labels reads in place of a character that it does not know.</summary>
    internal int UnknownReading => Vocabulary.UnknownId ?? Metadata.StartId;

    internal TextRules Rules { get; }

    /// <summary>Called when something made from the model cannot have what it asks for.</summary>
    internal Action<string>? OnWarning { get; }

    /// <summary>Loads an ONNX file that CharRnn exported. The encoder of a model that has one is found beside it, in NAME.encoder.onnx.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to run it; null is the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a CharRnn model; the message says why.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    /// <exception cref="CharRnnException">The application has no package with ONNX Runtime's native library.</exception>
    public static CharRnnModel Load(string path, CharRnnModelOptions? options = null) =>
        LoadOwn(InputFile.Read(path, InputFile.MaximumLength), options, path, _ => EncoderFile.Read(path));

    /// <summary>Loads such a file on other threads than the caller's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to run it; null is the defaults.</param>
    /// <param name="cancellationToken">Ends the reading of the file. Once it is read, the model is loaded.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <inheritdoc cref="Load(string, CharRnnModelOptions?)" path="/exception"/>
    public static async Task<CharRnnModel> LoadAsync(string path, CharRnnModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        using Stream stream = await Task.Run(() => InputFile.Open(path, InputFile.MaximumLength), cancellationToken).ConfigureAwait(false);
        byte[] model = new byte[stream.Length];
        await stream.ReadExactlyAsync(model, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => LoadOwn(model, options, path, _ => EncoderFile.Read(path)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads such a file from a stream, which is read to its end.</summary>
    /// <param name="stream">The whole file, up to 2 GiB.</param>
    /// <param name="options">How to run it; null is the defaults.</param>
    /// <param name="source">Where the stream comes from, for messages.</param>
    /// <param name="encoder">The whole file of the encoder, for a model that has one.</param>
    /// <exception cref="IOException">A stream cannot be read, or is longer.</exception>
    /// <exception cref="InvalidModelException">The stream is not a CharRnn model; the message says why.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static CharRnnModel Load(Stream stream, CharRnnModelOptions? options = null, string source = "The model", Stream? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] model = ReadAll(stream);
        byte[]? mate = encoder is null ? null : ReadAll(encoder);
        return LoadOwn(model, options, source, mate is null ? null : _ => mate);

        static byte[] ReadAll(Stream stream)
        {
            using MemoryStream copy = new(); // which holds no more than 2 GiB
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }

    /// <summary>Loads such a file from a stream, on other threads than the caller's.</summary>
    /// <param name="stream">The whole file, up to 2 GiB.</param>
    /// <param name="options">How to run it; null is the defaults.</param>
    /// <param name="source">Where the stream comes from, for messages.</param>
    /// <param name="encoder">The whole file of the encoder, for a model that has one.</param>
    /// <param name="cancellationToken">Ends the reading of the streams. Once they are read, the model is loaded.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <inheritdoc cref="Load(Stream, CharRnnModelOptions?, string, Stream?)" path="/exception"/>
    public static async Task<CharRnnModel> LoadAsync(
        Stream stream, CharRnnModelOptions? options = null, string source = "The model", Stream? encoder = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] model = await ReadAll(stream).ConfigureAwait(false);
        byte[]? mate = encoder is null ? null : await ReadAll(encoder).ConfigureAwait(false);
        return await Task.Run(() => LoadOwn(model, options, source, mate is null ? null : _ => mate), cancellationToken).ConfigureAwait(false);

        async Task<byte[]> ReadAll(Stream stream)
        {
            using MemoryStream copy = new(); // which holds no more than 2 GiB
            await stream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            return copy.ToArray();
        }
    }

    /// <summary>Loads such a file's bytes.</summary>
    /// <param name="model">The whole file. It is copied, so later changes of the array have no effect.</param>
    /// <param name="options">How to run it; null is the defaults.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <param name="encoder">The whole file of the encoder, for a model that has one.</param>
    /// <exception cref="InvalidModelException">The bytes are not a CharRnn model; the message says why.</exception>
    /// <exception cref="InvalidOptionsException">An option is out of range.</exception>
    public static CharRnnModel Load(byte[] model, CharRnnModelOptions? options = null, string source = "The model", byte[]? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return LoadOwn([.. model], options, source, encoder is null ? null : _ => [.. encoder]);
    }

    /// <summary>Loads bytes that nobody else changes.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="options">How to run it; null is the defaults.</param>
    /// <param name="source">Where the bytes come from, for messages.</param>
    /// <param name="findEncoder">Returns the encoder's whole file by its SHA-256, for a model that has one.</param>
    /// <inheritdoc cref="Load(byte[], CharRnnModelOptions?, string, byte[])" path="/exception"/>
    internal static CharRnnModel LoadOwn(byte[] model, CharRnnModelOptions? options, string source, Func<string, byte[]>? findEncoder = null)
    {
        options ??= new CharRnnModelOptions();
        options.Validate();

        _ = Task.Run(CharRnnTelemetry.Prepare); // beside the opening, which takes ONNX Runtime as long as the rest of a start
        IReadOnlyDictionary<string, string> documents = OnnxFile.ReadDocuments(model, source);
        Task<ModelMetadata> reading = Task.Run(() => ModelMetadata.FromDocuments(documents, source)); // beside the opening, too
        _ = OnnxRuntimeLibrary.Environment;
        (InferenceSession session, ExecutionProvider provider) = Open(model, options, source);
        CharRnnModel? encoder = null;
        try
        {
            ModelMetadata metadata = reading.GetAwaiter().GetResult();
            ModelSignature.Check(session, metadata.Description, source);
            encoder = metadata.Description.Encoder ? EncoderFile.Load(metadata.Description, options, source, findEncoder) : null;
            CharRnnModel loaded = new(session, provider, options, metadata, model, source, encoder);
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
            encoder?.Dispose();
            throw;
        }
    }

    /// <summary>Starts a text. This is cheap: a session holds one state and shares the model.</summary>
    /// <param name="sampling">What chooses a character; null is the defaults. Later changes of it have no effect.</param>
    /// <param name="generation">What bounds a text; null is the defaults. Later changes of it have no effect.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range, or names a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidModelException">The model is for another task than text.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public GenerationSession CreateSession(SamplingOptions? sampling = null, GenerationOptions? generation = null)
    {
        Description.Require(ModelTask.Text, Name);
        return new GenerationSession(this, sampling ?? new SamplingOptions(), generation ?? new GenerationOptions());
    }

    /// <summary>Ends the model's use. Its memory is freed when the runs in progress end and all that was made from it is disposed.</summary>
    public void Dispose() => Lifetime.Dispose();

    private void Free()
    {
        Session.Dispose();
        Encoder?.Dispose();
    }

    private static (InferenceSession Session, ExecutionProvider Provider) Open(byte[] model, CharRnnModelOptions options, string source)
    {
        using SessionOptions sessionOptions = new()
        {
            IntraOpNumThreads = ThreadCount.Clamp(options.Threads, "a run", options.OnWarning),
            InterOpNumThreads = 1,

            // The levels above change nothing in these networks. The highest crashes on an LSTM of 16 bits, as fp16 was exported once.
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // an error comes as an exception
        };
        sessionOptions.AddSessionConfigEntry("session.force_spinning_stop", "1"); // threads of a run spin while it lasts, as its steps are short, and no longer
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
        if (!OnnxRuntimeLibrary.Environment.GetAvailableProviders().Contains("CUDAExecutionProvider"))
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
