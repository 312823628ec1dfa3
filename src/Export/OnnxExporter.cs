using System.Security.Cryptography;
using System.Text;
using CharRnn.Export.Onnx;
using Google.Protobuf;

namespace CharRnn.Export;

/// <summary>
/// Writes a trained model as a self-describing ONNX file of opset 17 and IR version 8. Its inputs are <c>input_ids</c> and the states,
/// its outputs <c>logits</c> and the states. The documents are in its metadata and in a JSON file beside it. Of a model with an encoder, that is a
/// second file, whose states after a question are the first states of the model.
/// </summary>
public static class OnnxExporter
{
    private const int OpsetVersion = 17;
    private const int MicrosoftOpsetVersion = 1;
    private const int IrVersion = 8;
    private const long MaximumParameters = 500_000_000; // protobuf holds no message of 2 GiB or more

    /// <summary>
    /// Writes <paramref name="outputPath"/> and a JSON file beside it. The same weights give the same bytes. Only files that an export
    /// wrote, and empty ones, are replaced.
    /// </summary>
    /// <param name="weights">The trained model.</param>
    /// <param name="outputPath">A path that ends in .onnx.</param>
    /// <param name="precision">The number format of the weights. States and logits are always float32.</param>
    /// <param name="generate">Whether to also write <see cref="GenerationPath"/>, which generates a whole text in one run.</param>
    /// <exception cref="InvalidOptionsException">The path does not end in .onnx, or the precision is not a value of its enumeration.</exception>
    /// <exception cref="InvalidModelException">The model is too large for an ONNX file, or a weight is too large for the precision.</exception>
    /// <exception cref="CharRnnException">The files cannot be written, or would replace another's.</exception>
    public static void Export(WeightsFile weights, string outputPath, Precision precision = Precision.Fp32, bool generate = false)
    {
        ArgumentNullException.ThrowIfNull(weights);
        CheckPath(outputPath, generate, weights.Metadata.Description.Encoder);
        WeightsFile exported = WithPrecision(weights, precision);
        byte[]? encoder = weights.Metadata.Description.Encoder ? EncoderBytes(exported) : null;
        exported = Named(exported, encoder);
        ModelProto model = BuildModel(exported);
        ModelProto? generation = generate ? BuildGeneration(exported) : null;
        AtomicFile.Write(DocumentsPath(outputPath), stream => stream.Write(Encoding.UTF8.GetBytes(exported.Metadata.ToJson() + "\n")));
        if (generation is not null)
        {
            AtomicFile.Write(GenerationPath(outputPath), generation.WriteTo);
        }

        if (encoder is not null)
        {
            AtomicFile.Write(EncoderPath(outputPath), stream => stream.Write(encoder));
        }

        AtomicFile.Write(outputPath, model.WriteTo);
    }

    /// <summary>Returns the path of the generation file beside <paramref name="outputPath"/>: NAME.generate.onnx.</summary>
    public static string GenerationPath(string outputPath) => Path.ChangeExtension(outputPath, ".generate.onnx");

    /// <summary>Returns the path of the encoder beside <paramref name="outputPath"/>, of a model that has one: NAME.encoder.onnx.</summary>
    public static string EncoderPath(string outputPath) => Path.ChangeExtension(outputPath, ".encoder.onnx");

    /// <summary>Returns the path of the JSON file beside <paramref name="outputPath"/>: NAME.json.</summary>
    public static string DocumentsPath(string outputPath) => Path.ChangeExtension(outputPath, ".json");

    /// <summary>Checks a path before anything is written.</summary>
    /// <param name="outputPath">A path that ends in .onnx.</param>
    /// <param name="generate">Whether <see cref="GenerationPath"/> will be written, too.</param>
    /// <param name="encoder">Whether <see cref="EncoderPath"/> will be written, too.</param>
    /// <exception cref="InvalidOptionsException">The path does not end in .onnx.</exception>
    /// <exception cref="CharRnnException">A file that would be replaced is not one that an export wrote.</exception>
    public static void CheckPath(string outputPath, bool generate = false, bool encoder = false)
    {
        ArgumentNullException.ThrowIfNull(outputPath);
        if (!string.Equals(Path.GetExtension(outputPath), ".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOptionsException($"The output is {outputPath}; must end in .onnx");
        }

        ExportedFile.CheckModel(outputPath);
        ExportedFile.CheckDocuments(DocumentsPath(outputPath));
        if (generate)
        {
            ExportedFile.CheckModel(GenerationPath(outputPath));
        }

        if (encoder)
        {
            ExportedFile.CheckModel(EncoderPath(outputPath));
        }
    }

    /// <summary>Returns the ONNX file as bytes.</summary>
    /// <exception cref="InvalidModelException">The model is too large for an ONNX file, or a weight is too large for the precision.</exception>
    public static byte[] ToBytes(WeightsFile weights, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(weights);
        WeightsFile exported = WithPrecision(weights, precision);
        return BuildModel(Named(exported, weights.Metadata.Description.Encoder ? EncoderBytes(exported) : null)).ToByteArray();
    }

    /// <summary>Returns the encoder's file as bytes, of a model that has one.</summary>
    /// <exception cref="InvalidModelException">The model has none, is too large for an ONNX file, or a weight is too large for the precision.</exception>
    public static byte[] ToEncoderBytes(WeightsFile weights, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Metadata.Description.Encoder ? EncoderBytes(WithPrecision(weights, precision)) : throw new InvalidModelException("The model has no encoder.");
    }

    /// <summary>Returns the generation file as bytes.</summary>
    /// <exception cref="InvalidModelException">The model is too large for an ONNX file, or a weight is too large for the precision.</exception>
    public static byte[] ToGenerationBytes(WeightsFile weights, Precision precision = Precision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return BuildGeneration(WithPrecision(weights, precision)).ToByteArray();
    }

    /// <summary>Returns the same weights with the description of the exported file.</summary>
    private static WeightsFile WithPrecision(WeightsFile weights, Precision precision)
    {
        if (!Enum.IsDefined(precision))
        {
            throw new InvalidOptionsException($"The precision is {precision}; must be one of {string.Join(", ", LowerCaseName.All(typeof(Precision)))}");
        }

        ModelDescription description = weights.Metadata.Description;
        if (description.Precision != Precision.Fp32)
        {
            throw new InvalidModelException($"The model cannot be exported: its precision is {LowerCaseName.Of(description.Precision)}; must be fp32.");
        }

        long parameters = Weights.CountParameters(description);
        if (parameters > MaximumParameters)
        {
            throw new InvalidModelException($"The model has {parameters} parameters; at most {MaximumParameters} fit an ONNX file.");
        }

        return new WeightsFile(
            new ModelMetadata(description with { Precision = precision }, weights.Metadata.Vocabulary, weights.Metadata.Training, labels: weights.Metadata.Labels), weights.Weights);
    }

    private static ModelProto BuildModel(WeightsFile weights) => Wrap(weights, RecurrentGraph.Build(weights.Metadata.Description, weights.Weights));

    // The encoder is a network without a decoder's weights, and its tensors have the names that a network's have.
    private static byte[] EncoderBytes(WeightsFile weights)
    {
        ModelDescription description = weights.Metadata.Description with { Task = ModelTask.Encode, Encoder = false, Tied = false };
        Weights encoder = new(description, weights.Weights
            .Where(weight => weight.Name.StartsWith(Weights.EncoderPrefix, StringComparison.Ordinal))
            .Select(weight => new WeightTensor(weight.Name[Weights.EncoderPrefix.Length..], weight.Shape, weight.Data)));
        return BuildModel(new WeightsFile(new ModelMetadata(description, weights.Metadata.Vocabulary, weights.Metadata.Training), encoder)).ToByteArray();
    }

    /// <summary>Returns the same weights with a description that names the encoder's file, if there is one.</summary>
    private static WeightsFile Named(WeightsFile weights, byte[]? encoder) => encoder is null ? weights : weights with
    {
        Metadata = new ModelMetadata(
            weights.Metadata.Description with { EncoderSha256 = Convert.ToHexStringLower(SHA256.HashData(encoder)) }, weights.Metadata.Vocabulary, weights.Metadata.Training),
    };

    private static ModelProto BuildGeneration(WeightsFile weights)
    {
        weights.Metadata.Description.Require(ModelTask.Text, "The model to export with a generation file");
        return Wrap(weights, GenerationGraph.Build(weights.Metadata, weights.Weights));
    }

    /// <summary>Returns the file around a graph: versions and documents.</summary>
    private static ModelProto Wrap(WeightsFile weights, GraphBuilder graph)
    {
        ModelProto model = new()
        {
            IrVersion = IrVersion,
            ProducerName = ExportedFile.Producer,
            ProducerVersion = AssemblyVersion.Of(typeof(OnnxExporter).Assembly),
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
