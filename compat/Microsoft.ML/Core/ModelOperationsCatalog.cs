using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog
{
    private const string TransformerDirectory = "TransformerChain";
    private const string SchemaEntry = "Schema";

    private readonly IHostEnvironment env;

    internal ModelOperationsCatalog(IHostEnvironment env)
    {
        this.env = env;
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        ModelSaveContext.SaveModel(archive, model ?? new TransformerChain<ITransformer>(), TransformerDirectory);
        if (inputSchema is not null)
        {
            using BinaryWriter writer = new(archive.CreateEntry(SchemaEntry).Open());
            SchemaFile.Write(writer, inputSchema);
        }
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        inputSchema = null;
        if (archive.GetEntry(SchemaEntry) is { } entry)
        {
            using BinaryReader reader = new(entry.Open());
            inputSchema = SchemaFile.Read(reader);
        }

        return ModelLoadContext.LoadModel(env, archive, TransformerDirectory);
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer, bool ignoreMissingColumns = true, SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() => new(transformer, ignoreMissingColumns, ownsTransformer: true, inputSchemaDefinition, outputSchemaDefinition);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new() =>
        new(transformer, options.IgnoreMissingColumns, options.OwnsTransformer, options.InputSchemaDefinition, options.OutputSchemaDefinition);
}
