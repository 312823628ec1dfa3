namespace Microsoft.ML;

/// <summary>The head of a component's entry in a model file: what wrote it, who can read it, and how long its own part is.</summary>
internal struct ModelHeader
{
    private const uint Magic = 0x4D4C4D43;

    public string ModelSignature;
    public uint ModelVerWritten;
    public uint ModelVerReadable;
    public string LoaderSignature;
    public string LoaderSignatureAlt;

    public static string GetLoaderSig(ref ModelHeader header) => header.LoaderSignature;

    public static string GetLoaderSigAlt(ref ModelHeader header) => header.LoaderSignatureAlt;

    public static void SetLoaderSig(ref ModelHeader header, string sig) => header.LoaderSignature = Checked(sig);

    public static void SetLoaderSigAlt(ref ModelHeader header, string sig) => header.LoaderSignatureAlt = Checked(sig);

    public static void SetVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        header.ModelSignature = ver.ModelSignature;
        header.ModelVerWritten = ver.VerWrittenCur;
        header.ModelVerReadable = ver.VerReadableCur;
        SetLoaderSig(ref header, ver.LoaderSignature);
        SetLoaderSigAlt(ref header, ver.LoaderSignatureAlt);
    }

    public readonly void Write(BinaryWriter writer, string loaderAssemblyName, IReadOnlyCollection<string> strings, ReadOnlySpan<byte> model)
    {
        writer.Write(Magic);
        writer.Write(ModelSignature);
        writer.Write(ModelVerWritten);
        writer.Write(ModelVerReadable);
        writer.Write(LoaderSignature ?? "");
        writer.Write(LoaderSignatureAlt ?? "");
        writer.Write(loaderAssemblyName ?? "");
        writer.Write(strings.Count);
        foreach (string text in strings)
        {
            writer.Write(text);
        }

        writer.Write(model.Length);
        writer.Write(model);
    }

    public static ModelHeader Read(BinaryReader reader, out string loaderAssemblyName, out string[] strings, out byte[] model)
    {
        if (reader.ReadUInt32() != Magic)
        {
            throw new FormatException("Wrong file type");
        }

        ModelHeader header = new()
        {
            ModelSignature = reader.ReadString(),
            ModelVerWritten = reader.ReadUInt32(),
            ModelVerReadable = reader.ReadUInt32(),
            LoaderSignature = reader.ReadString(),
            LoaderSignatureAlt = reader.ReadString(),
        };
        loaderAssemblyName = reader.ReadString();
        strings = new string[reader.ReadInt32()];
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.ReadString();
        }

        int length = reader.ReadInt32();
        model = reader.ReadBytes(length);
        return model.Length == length ? header : throw new FormatException("Corrupt model file");
    }

    private static string Checked(string sig) =>
        sig is null || (sig.Length <= 24 && sig.All(character => character <= 0xFF)) ? sig : throw new InvalidOperationException("A loader's signature has at most 24 characters.");
}

/// <summary>What a component writes of itself into its entry's head.</summary>
internal readonly struct VersionInfo(
    string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack, string loaderAssemblyName, string loaderSignature = null, string loaderSignatureAlt = null)
{
    public readonly string ModelSignature = modelSignature;
    public readonly uint VerWrittenCur = verWrittenCur;
    public readonly uint VerReadableCur = verReadableCur;
    public readonly uint VerWeCanReadBack = verWeCanReadBack;
    public readonly string LoaderAssemblyName = loaderAssemblyName;
    public readonly string LoaderSignature = loaderSignature;
    public readonly string LoaderSignatureAlt = loaderSignatureAlt;
}
