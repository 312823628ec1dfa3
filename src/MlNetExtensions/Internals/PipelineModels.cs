using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// The models in a pipeline's file. Each is an entry of its own, named after its SHA-256, so that it is stored once and opened once, however
/// many transformers use it.
/// </summary>
internal static class PipelineModels
{
    public const int HashLength = SHA256.HashSizeInBytes;

    private const string Folder = "CharRnn";

    // By ML.NET's writer or reader of one file. Both live as long as one call of Save or Load.
    private static readonly ConditionalWeakTable<object, HashSet<string>> Stored = [];
    private static readonly ConditionalWeakTable<object, Dictionary<string, SharedModel>> Opened = [];

    /// <summary>Stores a model and its encoder, unless the file has them.</summary>
    /// <param name="context">Where the transformer is saved.</param>
    /// <param name="model">The model.</param>
    /// <returns>The SHA-256 by which it is found again, and by which it finds its encoder.</returns>
    public static byte[] Store(ModelSaveContext context, SharedModel model)
    {
        if (model.EncoderContent is { } encoder)
        {
            Store(context, encoder.Span);
        }

        return Store(context, model.Content.Span);
    }

    private static byte[] Store(ModelSaveContext context, ReadOnlySpan<byte> content)
    {
        byte[] hash = SHA256.HashData(content);
        object repository = MlNetInternals.Repository(context);
        if (Stored.GetOrCreateValue(repository).Add(NameOf(hash)))
        {
            MlNetInternals.WriteEntry(repository, Folder, NameOf(hash), content);
        }

        return hash;
    }

    /// <summary>Opens a model, unless another transformer of the file has it open.</summary>
    /// <param name="context">ML.NET's ModelLoadContext of the transformer.</param>
    /// <param name="hash">What <see cref="Store(ModelSaveContext, SharedModel)"/> returned.</param>
    /// <param name="name">The name in measurements, for a model that is not open yet.</param>
    /// <exception cref="InvalidModelException">The file lacks the model, or its bytes are not a model.</exception>
    public static SharedModel Open(object context, byte[] hash, string name)
    {
        object repository = MlNetInternals.Repository(context);
        Dictionary<string, SharedModel> opened = Opened.GetOrCreateValue(repository);
        string entry = NameOf(hash);
        return opened.TryGetValue(entry, out SharedModel? model) ? model : opened[entry] = SharedModel.Open(ReadWhole(repository, entry), name, sha256 => ReadWhole(repository, sha256 + ".onnx"));
    }

    private static byte[] ReadWhole(object repository, string entry)
    {
        byte[] content = Read(repository, entry);
        string found = NameOf(SHA256.HashData(content)); // not every damage of a zip file is found while it is read
        return found == entry ? content : throw new InvalidModelException($"The pipeline's model is damaged: the zip file's entry {Folder}/{entry} has what belongs to {found}.");
    }

    private static byte[] Read(object repository, string entry)
    {
        try
        {
            return MlNetInternals.ReadEntry(repository, Folder, entry)
                ?? throw new InvalidModelException($"The pipeline lacks its model; the zip file must have the entry {Folder}/{entry}.");
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidModelException($"The pipeline's model is damaged: the zip file's entry {Folder}/{entry} cannot be read: {exception.Message}", exception);
        }
    }

    private static string NameOf(byte[] hash) => Convert.ToHexStringLower(hash) + ".onnx";
}
