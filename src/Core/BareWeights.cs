namespace CharRnn;

/// <summary>
/// What a weights file lacks that PyTorch saved (<c>safetensors.torch.save_file(model.state_dict(), path)</c>, its tensors
/// named as in <see cref="Weights.Layout"/>): such a file has no documents, and what its shapes do not tell must be given.
/// </summary>
/// <param name="Vocabulary">The symbols by id.</param>
public sealed record BareWeights(Vocabulary Vocabulary)
{
    /// <summary>The recurrent cell, which must be the one that the shapes tell; null, the default, is whichever that is.</summary>
    public Cell? Cell { get; init; }

    /// <summary>Activation of a plain recurrent network.</summary>
    public Nonlinearity Nonlinearity { get; init; }

    /// <summary>Whether the model knows a running text or single lines.</summary>
    public TextUnit Unit { get; init; }

    /// <summary>The one character that every text is taken to follow.</summary>
    public string Start { get; init; } = "\n";

    /// <summary>Reads such a file.</summary>
    /// <exception cref="InvalidModelException">
    /// It is not there, not sound, has documents of its own, or tensors that do not fit together or what is given here.
    /// </exception>
    public WeightsFile Load(string path)
    {
        (IReadOnlyDictionary<string, string> documents, IReadOnlyList<WeightTensor> tensors) = SafeTensors.Read(path);
        if (documents.ContainsKey(ModelMetadata.DescriptionKey))
        {
            throw new InvalidModelException($"{path} says itself what it is; cell, vocabulary, unit and start are only given for a file that does not.");
        }

        ModelDescription description = Describe(tensors, path);
        ModelMetadata metadata = new(description, Vocabulary, new TrainingRecord(), path);
        return new WeightsFile(metadata, new Weights(description, tensors, path));
    }

    private ModelDescription Describe(IReadOnlyList<WeightTensor> tensors, string path)
    {
        WeightTensor recurrent = Find("rnn.weight_hh_l0", 2);
        int hidden = recurrent.Shape[1];
        Cell cell = hidden == 0 ? CharRnn.Cell.Rnn : (recurrent.Shape[0] / (double)hidden) switch
        {
            4 => CharRnn.Cell.Lstm,
            3 => CharRnn.Cell.Gru,
            1 => CharRnn.Cell.Rnn,
            _ => throw new InvalidModelException(
                $"{path}: tensor {recurrent.Name} has shape {WeightTensor.ShapeText(recurrent.Shape)}; its rows must be 4 (LSTM), 3 (GRU) or 1 (RNN) times its columns."),
        };
        if (Cell is { } given && given != cell)
        {
            throw new InvalidModelException($"{path}: tensor {recurrent.Name} has shape {WeightTensor.ShapeText(recurrent.Shape)}, that of {cell}; the cell is given as {given}.");
        }

        bool hasEmbedding = tensors.Any(tensor => tensor.Name == "embedding.weight");
        return new ModelDescription
        {
            Cell = cell,
            Layers = tensors.Count(tensor => tensor.Name.StartsWith("rnn.weight_hh_l", StringComparison.Ordinal)),
            HiddenSize = hidden,
            EmbeddingSize = hasEmbedding ? Find("embedding.weight", 2).Shape[1] : 0,
            VocabularySize = Find("decoder.bias", 1).Shape[0],
            Tied = tensors.All(tensor => tensor.Name != "decoder.weight"),
            Nonlinearity = Nonlinearity,
            Unit = Unit,
            Start = Start,
        };

        WeightTensor Find(string name, int dimensions)
        {
            WeightTensor tensor = tensors.FirstOrDefault(tensor => tensor.Name == name)
                ?? throw new InvalidModelException($"{path} has no tensor {name}; it has {string.Join(", ", tensors.Take(20).Select(tensor => tensor.Name))}.");
            return tensor.Shape.Count == dimensions
                ? tensor
                : throw new InvalidModelException($"{path}: tensor {name} has shape {WeightTensor.ShapeText(tensor.Shape)}; must have {dimensions} dimensions.");
        }
    }
}
