using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>What a pipeline's file holds of a transformer, beside the model.</summary>
/// <param name="OutputColumnName">The column that errors name.</param>
/// <param name="Kind">Which transformer it is.</param>
/// <param name="Settings">The settings, as JSON.</param>
internal readonly record struct SavedTransformer(string OutputColumnName, string Kind, string Settings);

/// <summary>
/// Writes and reads a transformer as an entry of ML.NET's model file. The entry starts as that of a stock custom mapping, then has the
/// settings as JSON and the SHA-256 of the model, which is an entry of its own; in format 1 it had the model's bytes. A context without CharRnn's registration loads the mapping, whose error says what to do.
/// </summary>
internal static class ModelPersistence
{
    private const int Format = 2;
    private const int FormatWithModel = 1;
    private const string LoaderSignature = "CharRnnTransformer";
    private const string Contract = "CharRnn.MlNetExtensions";

    private static readonly Lazy<ICanSaveModel> StockMapping = new(MakeStockMapping);

    public static void Register(ComponentCatalog catalog) => MlNetInternals.Register(catalog, LoaderSignature, typeof(Loader));

    /// <summary>Saves a transformer.</summary>
    /// <param name="context">Where it is saved.</param>
    /// <param name="transformer">All but the model.</param>
    /// <param name="model">The model.</param>
    public static void Save(ModelSaveContext context, SavedTransformer transformer, SharedModel model)
    {
        BinaryWriter writer = MlNetInternals.SaveAfter(StockMapping.Value, context, LoaderSignature);
        Write(writer, Encoding.UTF8.GetBytes(transformer.OutputColumnName)); // the name and the format come first in every format
        writer.Write(Format);
        Write(writer, Encoding.UTF8.GetBytes(transformer.Kind));
        Write(writer, Encoding.UTF8.GetBytes(transformer.Settings));
        writer.Write(PipelineModels.Store(context, model));
    }

    private static ITransformer Load(object context)
    {
        BinaryReader reader = MlNetInternals.Reader(context);
        ReadNumber(reader, "contract"); // of the stock mapping
        ReadNumber(reader, "assembly"); // its, too
        return ColumnErrors.In(ReadText(reader, "output column's name"), () => LoadFormat(context, reader));
    }

    private static ITransformer LoadFormat(object context, BinaryReader reader)
    {
        int format = ReadNumber(reader, "format");
        if (format is not (Format or FormatWithModel))
        {
            throw new InvalidModelException($"The pipeline has a CharRnn transformer of format {format}; this version reads formats {FormatWithModel} and {Format}.");
        }

        string kind = ReadText(reader, "kind");
        string settings = ReadText(reader, "settings");
        Func<string, SharedModel> openModel = format == FormatWithModel ? OpenOwn(Read(reader, "model"))
            : OpenStored(context, Read(reader, "model's SHA-256", PipelineModels.HashLength));
        try
        {
            return kind switch
            {
                LikelihoodTransformer.Kind => LikelihoodTransformer.Load(settings, openModel),
                GenerationTransformer.Kind => GenerationTransformer.Load(settings, openModel),
                UnlikelyTextTransformer.Kind => UnlikelyTextTransformer.Load(settings, openModel),
                EmbeddingTransformer.Kind => EmbeddingTransformer.Load(settings, openModel),
                AnswerTransformer.Kind => AnswerTransformer.Load(settings, openModel),
                ClassificationTransformer.Kind => ClassificationTransformer.Load(settings, openModel),
                TaggingTransformer.Kind => TaggingTransformer.Load(settings, openModel),
                _ => throw new InvalidModelException($"The pipeline has a CharRnn transformer of kind '{kind}'; this version knows {LikelihoodTransformer.Kind}, {GenerationTransformer.Kind}, {UnlikelyTextTransformer.Kind}, {EmbeddingTransformer.Kind}, {AnswerTransformer.Kind}, {ClassificationTransformer.Kind} and {TaggingTransformer.Kind}."),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOptionsException)
        {
            throw new InvalidModelException($"The settings of the pipeline's CharRnn transformer cannot be read: {exception.Message}", exception);
        }
    }

    private static Func<string, SharedModel> OpenOwn(byte[] model) => name => SharedModel.Open(model, name);

    private static Func<string, SharedModel> OpenStored(object context, byte[] hash) => name => PipelineModels.Open(context, hash, name);

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static string ReadText(BinaryReader reader, string what) => Encoding.UTF8.GetString(Read(reader, what));

    private static byte[] Read(BinaryReader reader, string what) => Read(reader, what, ReadNumber(reader, $"length of its {what}"));

    private static byte[] Read(BinaryReader reader, string what, int length)
    {
        long left = Left(reader);
        return length >= 0 && length <= left
            ? reader.ReadBytes(length)
            : throw new InvalidModelException($"The {what} of the pipeline's CharRnn transformer has {length} bytes; must be from 0 to the {left} that follow.");
    }

    private static int ReadNumber(BinaryReader reader, string what) => Left(reader) >= sizeof(int)
        ? reader.ReadInt32()
        : throw new InvalidModelException($"The pipeline's CharRnn transformer ends before the {what}.");

    private static long Left(BinaryReader reader) => reader.BaseStream.Length - reader.BaseStream.Position;

    private static ICanSaveModel MakeStockMapping()
    {
        MLContext context = new();
        return context.Transforms.CustomMapping<Row, Row>((_, _) => { }, Contract).Fit(context.Data.LoadFromEnumerable<Row>([]));
    }

    /// <summary>The loader that ML.NET finds by its name.</summary>
    internal static class Loader
    {
        public static ITransformer Create(object context) => Load(context);
    }

    /// <summary>What ML.NET calls if <see cref="Register"/> was not called.</summary>
    [CustomMappingFactoryAttribute(Contract)]
    internal sealed class Unregistered : CustomMappingFactory<Row, Row>
    {
        public override Action<Row, Row> GetMapping() =>
            throw new InvalidOperationException("The pipeline has a transformer of CharRnn. Call mlContext.RegisterCharRnn() before mlContext.Model.Load.");
    }

    internal sealed class Row
    {
        public float Value { get; set; }
    }
}
