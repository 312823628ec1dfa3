namespace CharRnn;

/// <summary>
/// A weights file that PyTorch saved, by <c>safetensors.torch.save_file(model.state_dict(), path)</c>. Its tensors are named as in
/// <see cref="Weights.Layout"/>. It holds no documents, so what the shapes do not tell is given here.
/// </summary>
/// <param name="Vocabulary">The characters by token id.</param>
public sealed record StateDict(Vocabulary Vocabulary)
{
    /// <summary>Gets the recurrent cell, which must match the shapes. The default is null: the cell is taken from the shapes.</summary>
    public Cell? Cell { get; init; }

    /// <summary>Gets the activation of a plain recurrent network. The default is <see cref="Nonlinearity.Tanh"/>.</summary>
    public Nonlinearity Nonlinearity { get; init; }

    /// <summary>Gets what the model was trained on. The default is <see cref="TextUnit.Stream"/>.</summary>
    public TextUnit Unit { get; init; }

    /// <summary>Gets the start character, which the model reads before the first character of a text. The default is a newline.</summary>
    public string Start { get; init; } = "\n";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidOptionsException"><see cref="Start"/> is not one character of the vocabulary.</exception>
    /// <exception cref="InvalidModelException">
    /// The file cannot be read, is damaged, holds documents of its own, or has tensors that contradict each other or the values given here.
    /// </exception>
    public WeightsFile Load(string path)
    {
        CheckStart();
        (IReadOnlyDictionary<string, string> documents, IReadOnlyList<WeightTensor> tensors) = SafeTensors.Read(path);
        if (documents.ContainsKey(ModelMetadata.DescriptionKey))
        {
            throw new InvalidModelException($"{path} already holds a {ModelMetadata.DescriptionKey}; cell, vocabulary, unit and start can be given only for a file without one.");
        }

        ModelDescription description = Describe(tensors, path);
        ModelMetadata metadata = new(description, Vocabulary, new TrainingRecord(), path);
        return new WeightsFile(metadata, new Weights(description, tensors, path));
    }

    private void CheckStart()
    {
        if (!CharacterName.IsOne(Start))
        {
            throw new InvalidOptionsException($"Start is \"{Start}\"; must be exactly one character");
        }

        if (Vocabulary.FindId(Start) is null)
        {
            throw new InvalidOptionsException($"Start is {CharacterName.Of(Start)}; must be a character of the vocabulary");
        }
    }

    // A network that gives labels has as many outputs as these, and can read backwards.
    private static void CheckPredictsTokens(IReadOnlyList<WeightTensor> tensors, string path)
    {
        string? difference = tensors.FirstOrDefault(tensor => tensor.Name.EndsWith("_reverse", StringComparison.Ordinal)) is { } backwards ? $"{backwards.Name} reads backwards"
            : (Size("embedding.weight", 0) ?? Size("rnn.weight_ih_l0", 1), Size("decoder.bias", 0)) is ({ } inputs, { } outputs) && inputs != outputs ? $"it reads {inputs} tokens and gives {outputs} scores"
            : null;
        if (difference is not null)
        {
            throw new InvalidModelException($"{path} is not a network that predicts the next token, which is all that can be read from a file without a {ModelMetadata.DescriptionKey}: {difference}.");
        }

        int? Size(string name, int dimension) => tensors.FirstOrDefault(tensor => tensor.Name == name)?.Shape is { } shape && dimension < shape.Count ? shape[dimension] : null;
    }

    private ModelDescription Describe(IReadOnlyList<WeightTensor> tensors, string path)
    {
        WeightTensor recurrent = Find("rnn.weight_hh_l0", 2);
        bool isJordan = Cell == CharRnn.Cell.Jordan; // whose matrix has a column for each token, so the shape does not tell the cell
        int hidden = recurrent.Shape[isJordan ? 0 : 1];
        Cell cell = isJordan ? CharRnn.Cell.Jordan : hidden == 0 ? CharRnn.Cell.Rnn : (recurrent.Shape[0] / (double)hidden) switch
        {
            4 => CharRnn.Cell.Lstm,
            3 => CharRnn.Cell.Gru,
            1 => CharRnn.Cell.Rnn,
            _ => throw new InvalidModelException(
                $"{path}: tensor {recurrent.Name} has shape {WeightTensor.ShapeText(recurrent.Shape)}; its rows must be 4 (LSTM), 3 (GRU) or 1 (RNN) times its columns."),
        };
        if (Cell is { } given && given != cell)
        {
            throw new InvalidModelException($"{path}: tensor {recurrent.Name} has shape {WeightTensor.ShapeText(recurrent.Shape)}, which is that of {LowerCaseName.Of(cell)}; the cell is given as {LowerCaseName.Of(given)}.");
        }

        CheckPredictsTokens(tensors, path);
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
