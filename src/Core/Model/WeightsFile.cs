namespace CharRnn;

/// <summary>A trained model in a safetensors file. Training writes it and export reads it.</summary>
/// <param name="Metadata">The three documents.</param>
/// <param name="Weights">The tensors that the description requires.</param>
public sealed record WeightsFile(ModelMetadata Metadata, Weights Weights)
{
    /// <summary>Reads a weights file.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read, or is not a valid weights file.</exception>
    public static WeightsFile Load(string path)
    {
        (IReadOnlyDictionary<string, string> documents, IReadOnlyList<WeightTensor> tensors) = SafeTensors.Read(path);
        if (!documents.ContainsKey(ModelMetadata.DescriptionKey))
        {
            throw new InvalidModelException(
                $"{path} has no {ModelMetadata.DescriptionKey} in its metadata, so CharRnn did not write it. If PyTorch wrote it, export it by charrnn export --vocabulary.");
        }

        ModelMetadata metadata = ModelMetadata.FromDocuments(documents, path);
        return new WeightsFile(metadata, new Weights(metadata.Description, tensors, path));
    }

    /// <summary>Writes the file atomically: under a temporary name, then renamed.</summary>
    /// <exception cref="CharRnnException">The file cannot be written.</exception>
    public void Save(string path) => SafeTensors.Write(path, Metadata.ToDocuments(), [.. Weights]);
}
