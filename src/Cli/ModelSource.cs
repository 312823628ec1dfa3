using System.CommandLine;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The model that a command runs: an exported file, or weights, which are exported in memory.</summary>
internal static class ModelSource
{
    public static Argument<string> Argument() => new("MODEL|RUN|WEIGHTS")
    {
        Description = "An exported .onnx file, a run folder, for its best weights, or a .safetensors file",
        Validators = { NameValue.Check },
    };

    /// <summary>Returns whether a name is that of a model, by its extension, or of a folder.</summary>
    public static bool IsModel(string source) => Directory.Exists(source) || Path.GetExtension(source).ToLowerInvariant() is ".onnx" or ".safetensors";

    public static CharRnnModel Load(string source)
    {
        string path = RunFolder.FindWeights(source);
        bool isWeights = string.Equals(Path.GetExtension(path), ".safetensors", StringComparison.OrdinalIgnoreCase);
        return isWeights ? Export(WeightsFile.Load(path), Precision.Fp32, path) : CharRnnModel.Load(path);
    }

    /// <summary>Exports weights in memory, with their encoder if they have one, and loads them.</summary>
    public static CharRnnModel Export(WeightsFile weights, Precision precision, string source) => CharRnnModel.Load(
        OnnxExporter.ToBytes(weights, precision),
        source: source,
        encoder: weights.Metadata.Description.Encoder ? OnnxExporter.ToEncoderBytes(weights, precision) : null);
}
