namespace CharRnn.Integration.Tests;

/// <summary>Untrained models of every kind, each the same whenever it is made.</summary>
internal static class RandomModels
{
    /// <summary>A model of runes with random weights, large enough that a gate in the wrong place shows.</summary>
    public static WeightsFile Make(ModelDescription description, ulong seed = 1, bool hasUnknown = false)
    {
        Vocabulary vocabulary = Vocabulary.FromRunes(
            Enumerable.Range(0, description.VocabularySize - (hasUnknown ? 1 : 0)).Select(id => new System.Text.Rune(id == 0 ? '\n' : 'a' + id - 1)), hasUnknown);
        return Make(description, vocabulary, seed);
    }

    public static WeightsFile Make(ModelDescription description, Vocabulary vocabulary, ulong seed = 1)
    {
        RandomSource random = new(seed);
        double range = 2 / Math.Sqrt(description.HiddenSize);
        IEnumerable<WeightTensor> tensors = Weights.Layout(description).Select(entry => new WeightTensor(
            entry.Name, entry.Shape, [.. Enumerable.Range(0, entry.Shape.Aggregate(1, (product, size) => product * size)).Select(_ => (float)((random.NextDouble() - 0.5) * 2 * range))]));
        return new WeightsFile(new ModelMetadata(description, vocabulary, new TrainingRecord(), labels: [.. Enumerable.Range(0, description.LabelCount).Select(id => $"{(char)('x' + id)}")]), new Weights(description, tensors));
    }

    /// <summary>Any sound description, with small sizes.</summary>
    public static ModelDescription Draw(RandomSource random)
    {
        Cell cell = (Cell)Next(4);
        int hidden = 1 + Next(20);
        bool tied = Next(4) == 0;
        return new ModelDescription
        {
            Cell = cell,
            Layers = cell == Cell.Jordan ? 1 : 1 + Next(4),
            HiddenSize = hidden,
            EmbeddingSize = tied ? hidden : Next(3) == 0 ? 0 : 1 + Next(12),
            VocabularySize = 2 + Next(30),
            Tied = tied,
            Nonlinearity = cell == Cell.Rnn ? (Nonlinearity)Next(2) : Nonlinearity.Tanh,
        };

        int Next(int limit) => (int)(random.NextDouble() * limit);
    }
}
