using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What a loadable class of this signature is created from.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Where a component loads itself from. Internal upstream too.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string LoaderAssemblyName;
    public readonly string Directory;

    internal ModelHeader Header;

    private readonly ZipArchive archive;

    private ModelLoadContext(ZipArchive archive, Stream entry, string directory)
    {
        this.archive = archive;
        Directory = directory;
        using BinaryReader reader = new(entry);
        Header = ModelHeader.Read(reader, out LoaderAssemblyName, out Strings, out byte[] model);
        Reader = new BinaryReader(new MemoryStream(model), Encoding.UTF8);
    }

    public void Dispose() => Reader.Dispose();

    public string LoadString() => Strings[Reader.ReadInt32()];

    public void CheckAtModel(VersionInfo ver)
    {
        if (Header.ModelSignature != ver.ModelSignature)
        {
            throw Contracts.ExceptDecode("Unknown file type");
        }

        if (Header.ModelVerReadable > ver.VerWrittenCur)
        {
            throw Contracts.ExceptDecode($"Cannot read component '{ver.LoaderSignature}' of the model, because the model is too new: {Header.ModelVerReadable:x8}; at most {ver.VerWrittenCur:x8}.");
        }
    }

    public ITransformer LoadModel(IHostEnvironment env, string name) => LoadModel(env, archive, $"{Directory}/{name}");

    internal static ITransformer LoadModel(IHostEnvironment env, ZipArchive archive, string directory)
    {
        ZipArchiveEntry entry = archive.GetEntry($"{directory}/{ModelSaveContext.ModelStreamName}") ?? throw Contracts.ExceptDecode("Corrupt model file");
        using ModelLoadContext context = new(archive, entry.Open(), directory);
        if (!string.IsNullOrEmpty(context.LoaderAssemblyName))
        {
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(context.LoaderAssemblyName));
        }

        ITransformer result = context.Create(env, ModelHeader.GetLoaderSig(ref context.Header))
            ?? context.Create(env, ModelHeader.GetLoaderSigAlt(ref context.Header))
            ?? throw Contracts.ExceptDecode($"Couldn't load model: '{directory}'");

        // Whoever loads reads all of its part, and nothing after it.
        return context.Reader.BaseStream.Position == context.Reader.BaseStream.Length ? result : throw Contracts.ExceptDecode("Corrupt model file");
    }

    private ITransformer Create(IHostEnvironment env, string signature) =>
        !string.IsNullOrWhiteSpace(signature) && env.ComponentCatalog.TryCreateInstance(signature, typeof(SignatureLoadModel), [env, this], out object result)
            ? result as ITransformer
            : null;
}
