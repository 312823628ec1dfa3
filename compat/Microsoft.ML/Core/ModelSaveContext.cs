using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>Where a component saves itself: an entry of its own in the file, and entries below it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal const string ModelStreamName = "Model.key";

    internal ModelHeader Header;
    internal readonly BinaryWriter Writer;

    private readonly ZipArchive archive;
    private readonly string directory;
    private readonly MemoryStream model = new();
    private readonly List<string> strings = [];
    private string loaderAssemblyName;

    internal ModelSaveContext(ZipArchive archive, string directory)
    {
        this.archive = archive;
        this.directory = directory;
        Writer = new BinaryWriter(model, Encoding.UTF8, leaveOpen: true);
    }

    public void Dispose()
    {
        Writer.Dispose();
        model.Dispose();
    }

    internal static void SaveModel(ZipArchive archive, ICanSaveModel value, string directory)
    {
        using ModelSaveContext context = new(archive, directory);
        value.Save(context);
        context.Done();
    }

    internal void SaveModel(ICanSaveModel value, string name) => SaveModel(archive, value, $"{directory}/{name}");

    internal void CheckAtModel()
    {
        Writer.Flush();
        if (model.Position != 0)
        {
            throw new InvalidOperationException("The model's part of the entry has begun already.");
        }
    }

    internal void SetVersionInfo(VersionInfo ver)
    {
        ModelHeader.SetVersionInfo(ref Header, ver);
        loaderAssemblyName = ver.LoaderAssemblyName;
    }

    internal void SaveString(string text)
    {
        int index = strings.IndexOf(text);
        if (index < 0)
        {
            index = strings.Count;
            strings.Add(text);
        }

        Writer.Write(index);
    }

    private void Done()
    {
        if (Header.ModelSignature is null)
        {
            throw new InvalidOperationException("ModelSignature not specified!");
        }

        Writer.Flush();
        using BinaryWriter entry = new(archive.CreateEntry($"{directory}/{ModelStreamName}").Open());
        Header.Write(entry, loaderAssemblyName, strings, model.GetBuffer().AsSpan(0, (int)model.Length));
    }
}
