namespace CharRnn;

/// <summary>A trained model at rest: the safetensors file where training and export meet.</summary>
/// <param name="Metadata">The three documents.</param>
/// <param name="Weights">The tensors that the description calls for.</param>
public sealed record WeightsFile(ModelMetadata Metadata, Weights Weights)
{
    /// <summary>Reads a weights file.</summary>
    /// <exception cref="InvalidModelException">The file is not there, or not a sound weights file; the message says what was found and expected.</exception>
    public static WeightsFile Load(string path)
    {
        (IReadOnlyDictionary<string, string> documents, IReadOnlyList<WeightTensor> tensors) = SafeTensors.Read(path);
        if (!documents.ContainsKey(ModelMetadata.DescriptionKey))
        {
            throw new InvalidModelException(
                $"{path} has no {ModelMetadata.DescriptionKey} in its metadata, so it is not a file that CharRnn wrote. If PyTorch did, charrnn export --vocabulary exports it.");
        }

        ModelMetadata metadata = ModelMetadata.FromDocuments(documents, path);
        return new WeightsFile(metadata, new Weights(metadata.Description, tensors, path));
    }

    /// <summary>Writes the file beside its place and renames it there.</summary>
    /// <exception cref="CharRnnException">The place cannot be written.</exception>
    public void Save(string path) => SafeTensors.Write(path, Metadata.ToDocuments(), [.. Weights]);
}
