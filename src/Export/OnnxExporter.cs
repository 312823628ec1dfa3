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
    private const int IrVersion = 8;
    private const long MaximumParameters = 500_000_000; // protobuf holds no message of 2 GiB or more

    /// <summary>Writes <paramref name="outputPath"/> and its JSON companion. The same weights give the same bytes.</summary>
    /// <param name="weights">The trained model.</param>
    /// <param name="outputPath">A path that ends in .onnx.</param>
    /// <exception cref="InvalidOptionsException">The path does not end in .onnx.</exception>
    /// <exception cref="InvalidModelException">The model is of a kind, or of a size, that cannot be exported.</exception>
    /// <exception cref="CharRnnException">The files cannot be written.</exception>
    public static void Export(WeightsFile weights, string outputPath)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(outputPath);
        if (!string.Equals(Path.GetExtension(outputPath), ".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOptionsException($"The output is {outputPath}; must end in .onnx");
        }

        ModelProto model = BuildModel(weights);
        AtomicFile.Write(Path.ChangeExtension(outputPath, ".json"), stream => stream.Write(Encoding.UTF8.GetBytes(weights.Metadata.ToJson() + "\n")));
        AtomicFile.Write(outputPath, model.WriteTo);
    }

    /// <summary>The ONNX file as bytes.</summary>
    /// <exception cref="InvalidModelException">The model is of a kind, or of a size, that cannot be exported.</exception>
    public static byte[] ToBytes(WeightsFile weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return BuildModel(weights).ToByteArray();
    }

    private static ModelProto BuildModel(WeightsFile weights)
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

        ModelProto model = new()
        {
            IrVersion = IrVersion,
            ProducerName = "CharRnn",
            ProducerVersion = typeof(OnnxExporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            Graph = RecurrentGraph.Build(description, weights.Weights),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetVersion });
        foreach ((string key, string document) in weights.Metadata.ToDocuments())
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = document });
        }

        return model;
    }
}
