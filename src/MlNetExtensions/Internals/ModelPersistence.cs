using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// A transformer as an entry of ML.NET's model file: its settings as JSON and its model's bytes, after what makes the entry that of a
/// stock custom mapping. So a context that was not told of CharRnn loads the mapping, which says what to do.
/// </summary>
internal static class ModelPersistence
{
    private const int Format = 1;
    private const string LoaderSignature = "CharRnnTransformer";
    private const string Contract = "CharRnn.MlNetExtensions";

    private static readonly Lazy<ICanSaveModel> StockMapping = new(MakeStockMapping);

    public static void Register(ComponentCatalog catalog) => MlNetInternals.Register(catalog, LoaderSignature, typeof(Loader));

    /// <summary>Saves a transformer.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="kind">Which transformer it is.</param>
    /// <param name="settings">All but the model.</param>
    /// <param name="model">The model's file.</param>
    public static void Save(ModelSaveContext context, string kind, string settings, ReadOnlyMemory<byte> model)
    {
        BinaryWriter writer = MlNetInternals.SaveAfter(StockMapping.Value, context, LoaderSignature);
        writer.Write(Format);
        writer.Write(kind);
        Write(writer, Encoding.UTF8.GetBytes(settings));
        Write(writer, model.Span);
    }

    private static ITransformer Load(object context)
    {
        BinaryReader reader = MlNetInternals.Reader(context);
        reader.ReadInt32(); // the stock mapping's contract
        reader.ReadInt32(); // and its assembly
        int format = reader.ReadInt32();
        if (format != Format)
        {
            throw new InvalidModelException($"The pipeline has a CharRnn transformer of format {format}; this version reads format {Format}.");
        }

        string kind = reader.ReadString();
        string settings = Encoding.UTF8.GetString(Read(reader));
        byte[] model = Read(reader);
        try
        {
            return kind switch
            {
                LikelihoodTransformer.Kind => LikelihoodTransformer.Load(settings, model),
                GenerationTransformer.Kind => GenerationTransformer.Load(settings, model),
                _ => throw new InvalidModelException($"The pipeline has a CharRnn transformer of kind '{kind}'; this version knows {LikelihoodTransformer.Kind} and {GenerationTransformer.Kind}."),
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidModelException($"The settings of the pipeline's CharRnn transformer cannot be read: {exception.Message}", exception);
        }
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] Read(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        byte[] bytes = length < 0 ? [] : reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new InvalidModelException($"The pipeline's CharRnn transformer ends after {bytes.Length} of {length} bytes.");
    }

    private static ICanSaveModel MakeStockMapping()
    {
        MLContext context = new();
        return context.Transforms.CustomMapping<Row, Row>((_, _) => { }, Contract).Fit(context.Data.LoadFromEnumerable<Row>([]));
    }

    /// <summary>What ML.NET finds by its name and calls.</summary>
    internal static class Loader
    {
        public static ITransformer Create(object context) => Load(context);
    }

    /// <summary>What ML.NET calls where <see cref="Register"/> was forgotten.</summary>
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
