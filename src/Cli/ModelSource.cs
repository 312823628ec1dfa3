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

    /// <summary>Opens the model of a command that is for one task, before the command does anything else.</summary>
    /// <exception cref="InvalidModelException">The model is for another. The message names the command that runs it.</exception>
    public static CharRnnModel Load(string source, ModelTask task)
    {
        CharRnnModel model = Load(source);
        model.Description.Require(task, source); // one that is refused is closed with the process
        return model;
    }

    /// <summary>Opens a model of any task.</summary>
    public static CharRnnModel Load(string source)
    {
        string path = RunFolder.FindWeights(source);
        bool isWeights = string.Equals(Path.GetExtension(path), ".safetensors", StringComparison.OrdinalIgnoreCase);
        CharRnnModelOptions options = new() { Name = Directory.Exists(source) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))) : null };
        return isWeights ? Export(WeightsFile.Load(path), Precision.Fp32, path, options) : CharRnnModel.Load(path, options);
    }

    /// <summary>Exports weights in memory, with their encoder if they have one, and loads them.</summary>
    public static CharRnnModel Export(WeightsFile weights, Precision precision, string source, CharRnnModelOptions? options = null) => CharRnnModel.Load(
        OnnxExporter.ToBytes(weights, precision),
        options,
        source,
        weights.Metadata.Description.Encoder ? OnnxExporter.ToEncoderBytes(weights, precision) : null);
}
