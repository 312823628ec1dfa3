using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// One model for all that use it at once: transformers, cursors, rows. One opened here is closed when the last of them is done, and
/// opened anew from its bytes for whoever comes after; one that the caller opened is the caller's to close.
/// </summary>
internal sealed class SharedModel
{
    private readonly Lock gate = new();
    private readonly bool isOurs;
    private readonly string source;
    private CharRnnModel? model;
    private int users;

    private SharedModel(CharRnnModel model, bool isOurs, string source)
    {
        this.model = model;
        this.isOurs = isOurs;
        this.source = source;
        Content = model.Content;
    }

    /// <summary>The model's whole file.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <exception cref="InvalidModelException">The file cannot be read, or is not a model.</exception>
    public static SharedModel Open(string path) => new(CharRnnModel.Load(path), isOurs: true, path);

    /// <exception cref="InvalidModelException">The bytes are not a model.</exception>
    public static SharedModel Open(byte[] content, string source) => new(CharRnnModel.Load(content, source: source), isOurs: true, source);

    public static SharedModel Of(CharRnnModel model) => new(model, isOurs: false, "The model");

    /// <summary>The model, to be looked at while nobody can have released it.</summary>
    public CharRnnModel Model => model ?? throw new ObjectDisposedException(nameof(CharRnnModel));

    /// <summary>Every one taken is released once.</summary>
    public CharRnnModel Take()
    {
        lock (gate)
        {
            model ??= CharRnnModel.Load(Content.ToArray(), source: source);
            users++;
            return model;
        }
    }

    public void Release()
    {
        lock (gate)
        {
            users--;
            if (users == 0 && isOurs)
            {
                model?.Dispose();
                model = null;
            }
        }
    }
}
