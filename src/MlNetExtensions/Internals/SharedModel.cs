using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// The model that all transformers of one estimator, or of one loaded pipeline, share. A model that was opened here is closed with the last
/// transformer, and opened again from its bytes for the next one. A model that the caller opened stays open. Safe for concurrent use.
/// </summary>
internal sealed class SharedModel
{
    private readonly Lock gate = new();
    private readonly string? source; // for messages; null if the caller opened the model
    private readonly CharRnnModelOptions? options; // of a model that was opened here
    private CharRnnModel? model;
    private SharedLifetime? lifetime; // of the open model; its users are the transformers, null means none

    private SharedModel(CharRnnModel model, string? source, CharRnnModelOptions? options = null)
    {
        this.model = model;
        this.source = source;
        this.options = options;
        Content = model.Content;
        EncoderContent = model.Encoder?.Content;
    }

    /// <summary>Gets the model's whole file.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Gets the whole file of the model's encoder; null if it has none.</summary>
    public ReadOnlyMemory<byte>? EncoderContent { get; }

    /// <summary>Gets the model, if it is open.</summary>
    /// <exception cref="ObjectDisposedException">The last transformer has closed the model.</exception>
    public CharRnnModel Model => model ?? throw new ObjectDisposedException(nameof(CharRnnModel));

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidModelException">The file is not a model that CharRnn exported.</exception>
    public static SharedModel Open(string path) => File.Exists(path)
        ? new SharedModel(CharRnnModel.Load(path), path)
        : throw new FileNotFoundException($"The model file {path} does not exist.", path);

    /// <summary>Opens the model of a saved pipeline.</summary>
    /// <param name="content">The model's whole file.</param>
    /// <param name="name">The model's name in measurements.</param>
    /// <param name="findEncoder">Returns the encoder's whole file by its SHA-256, for a model that has one.</param>
    /// <exception cref="InvalidModelException">The bytes are not a model.</exception>
    public static SharedModel Open(byte[] content, string name, Func<string, byte[]>? findEncoder = null)
    {
        const string Source = "The pipeline's model";
        CharRnnModelOptions options = new() { Name = name };
        return new SharedModel(CharRnnModel.LoadOwn(content, options, Source, findEncoder), Source, options);
    }

    public static SharedModel Of(CharRnnModel model) => new(model, source: null);

    /// <summary>Opens a model and checks it. One that does not pass is closed again, if it was opened here and has no users.</summary>
    public static SharedModel OpenChecked(Func<SharedModel> open, Action<CharRnnModel> check)
    {
        SharedModel shared = open();
        try
        {
            check(shared.Model);
            return shared;
        }
        catch
        {
            shared.CloseUnused();
            throw;
        }
    }

    /// <summary>Makes a transformer a user of the model. Each call must be followed by one of <see cref="Leave"/>.</summary>
    public CharRnnModel Enter()
    {
        lock (gate)
        {
            if (lifetime is null)
            {
                model ??= CharRnnModel.LoadOwn(Content.ToArray(), options, source!, _ => EncoderContent!.Value.ToArray());
                lifetime = new SharedLifetime(nameof(CharRnnModel), Close); // its first user is this one
            }
            else
            {
                lifetime.Enter();
            }

            return model!;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            lifetime!.Leave();
        }
    }

    private void CloseUnused()
    {
        lock (gate)
        {
            if (lifetime is null)
            {
                Close();
            }
        }
    }

    private void Close()
    {
        lifetime = null;
        if (source is not null)
        {
            model!.Dispose();
            model = null;
        }
    }
}
