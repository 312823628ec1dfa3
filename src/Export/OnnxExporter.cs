using System.Reflection;
using System.Text;
using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>
/// Writes a trained model as one self-describing ONNX file, opset 17 and IR version 8: <c>input_ids</c> and the states in,
/// <c>logits</c> and the states out, the three documents in its metadata and again in a JSON file beside it.
/// </summary>
public static class OnnxExporter
{
    private const int OpsetVersion = 17;
    private const int MicrosoftOpsetVersion = 1;
    private const int IrVersion = 8;
    private const long MaximumParameters = 500_000_000; // protobuf holds no message of 2 GiB or more

    /// <summary>Writes <paramref name="outputPath"/> and its JSON companion. The same weights give the same bytes.</summary>
    /// <param name="weights">The trained model.</param>
    /// <param name="outputPath">A path that ends in .onnx.</param>
    /// <param name="precision">How the weights are stored; states and logits are float32 in all.</param>
    /// <param name="generate">Whether to write <see cref="GenerationPath"/> too, a whole generation in one run.</param>
    /// <exception cref="InvalidOptionsException">The path does not end in .onnx.</exception>
    /// <exception cref="InvalidModelException">The model is of a size, or its weights of a magnitude, that cannot be exported so.</exception>
    /// <exception cref="CharRnnException">The files cannot be written.</exception>
    public static void Export(WeightsFile weights, string outputPath, Precision precision = Precision.Fp32, bool generate = false)
    {
        ArgumentNullException.ThrowIfNull(weights);
        CheckPath(outputPath);
        WeightsFile exported = WithPrecision(weights, precision);
        ModelProto model = BuildModel(exported);
        ModelProto? generation = generate ? BuildGeneration(exported) : null;
        AtomicFile.Write(Path.ChangeExtension(outputPath, ".json"), stream => stream.Write(Encoding.UTF8.GetBytes(exported.Metadata.ToJson() + "\n")));
        if (generation is not null)
        {
            AtomicFile.Write(GenerationPath(outputPath), generation.WriteTo);
        }

        AtomicFile.Write(outputPath, model.WriteTo);
    }

    /// <summary>Where the whole generation of <paramref name="outputPath"/> is written: NAME.generate.onnx.</summary>
    public static string GenerationPath(string outputPath) => Path.ChangeExtension(outputPath, ".generate.onnx");

    /// <summary>Checks a path before anything is made.</summary>
    /// <exception cref="InvalidOptionsException">It does not end in .onnx.</exception>
    public static void CheckPath(string outputPath)
    {
        ArgumentNullException.ThrowIfNull(outputPath);
        if (!string.Equals(Path.GetExtension(outputPath), ".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOptionsException($"The output is {outputPath}; must end in .onnx");
        }
    }

    /// <summary>The ONNX file as bytes.</summary>
    /// <exception cref="InvalidModelException">The model is of a size, or its weights of a magnitude, that cannot be exported so.</exception>
    public static byte[] ToBytes(WeightsFile weights, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return BuildModel(WithPrecision(weights, precision)).ToByteArray();
    }

    /// <summary>The ONNX file of a whole generation as bytes.</summary>
    /// <exception cref="InvalidModelException">The model is of a size, or its weights of a magnitude, that cannot be exported so.</exception>
    public static byte[] ToGenerationBytes(WeightsFile weights, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return BuildGeneration(WithPrecision(weights, precision)).ToByteArray();
    }

    /// <summary>The same weights under the description that the exported file has.</summary>
    private static WeightsFile WithPrecision(WeightsFile weights, Precision precision)
    {
        ModelDescription description = weights.Metadata.Description;
        if (description.Precision != Precision.Fp32)
        {
            throw new InvalidModelException($"The model cannot be exported: its precision is {description.Precision}; must be Fp32.");
        }

        long parameters = Weights.CountParameters(description);
        if (parameters > MaximumParameters)
        {
            throw new InvalidModelException($"The model has {parameters} parameters; at most {MaximumParameters} fit an ONNX file.");
        }

        return new WeightsFile(
            new ModelMetadata(description with { Precision = precision }, weights.Metadata.Vocabulary, weights.Metadata.Training), weights.Weights);
    }

    private static ModelProto BuildModel(WeightsFile weights) => Wrap(weights, RecurrentGraph.Build(weights.Metadata.Description, weights.Weights));

    private static ModelProto BuildGeneration(WeightsFile weights) => Wrap(weights, GenerationGraph.Build(weights.Metadata, weights.Weights));

    /// <summary>A graph and all that goes around it in a file.</summary>
    private static ModelProto Wrap(WeightsFile weights, GraphBuilder graph)
    {
        ModelProto model = new()
        {
            IrVersion = IrVersion,
            ProducerName = "CharRnn",
            ProducerVersion = typeof(OnnxExporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            Graph = graph.Build(),
        };
        model.OpsetImport.AddRange(graph.Domains.Select(domain => new OperatorSetIdProto
        {
            Domain = domain,
            Version = domain.Length == 0 ? OpsetVersion : MicrosoftOpsetVersion,
        }));
        foreach ((string key, string document) in weights.Metadata.ToDocuments())
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = document });
        }

        return model;
    }
}
