using CharRnn.Inference;
using Microsoft.Extensions.Hosting;

namespace CharRnn.Hosting;

/// <summary>Finds and loads what <see cref="CharRnnOptions.ModelPath"/> or <see cref="CharRnnOptions.OpenModel"/> names.</summary>
/// <param name="environment">The host's; null where the services have no host.</param>
internal sealed class ModelSource(IHostEnvironment? environment = null)
{
    /// <summary>Returns a full path. A relative one starts at the content root, or without a host at the working directory.</summary>
    public string FullPath(string path) => Path.GetFullPath(Path.Combine(environment?.ContentRootPath ?? "", path));

    /// <summary>Returns where the model comes from, for logs.</summary>
    public string Describe(CharRnnOptions options) => options.OpenModel is null ? FullPath(options.ModelPath) : nameof(CharRnnOptions.OpenModel);

    /// <summary>Loads the model.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="modelOptions">How to run it.</param>
    public CharRnnModel Load(CharRnnOptions options, CharRnnModelOptions modelOptions)
    {
        if (options.OpenModel is null)
        {
            return CharRnnModel.Load(FullPath(options.ModelPath), modelOptions);
        }

        using Stream stream = options.OpenModel()
            ?? throw new InvalidOperationException($"OpenModel of model {modelOptions.Name} returned null; must return a stream of the ONNX file. An embedded resource must have the name that is asked for.");
        return CharRnnModel.Load(stream, modelOptions, $"The stream of model {modelOptions.Name}");
    }
}
