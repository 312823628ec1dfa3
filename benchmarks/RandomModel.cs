using System.Text;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>Untrained models: a step takes as long as a trained one's.</summary>
internal static class RandomModel
{
    private const int VocabularySize = 97;

    /// <summary>What it is, in words.</summary>
    public static string Name(int hidden) => $"LSTM 2x{hidden}, embedding 64, vocabulary {VocabularySize}";

    /// <summary>What it is, as a figure's name has it.</summary>
    public static string ShortName(int hidden, Precision precision) => $"lstm-2x{hidden}-{precision.ToString().ToLowerInvariant()}";

    /// <summary>Multiplications and additions of the matrix products that read one character.</summary>
    public static double OperationsPerCharacter(ModelDescription description)
    {
        double hidden = description.HiddenSize;
        double layers = (description.EmbeddingSize + hidden) + ((description.Layers - 1) * (hidden + hidden));
        return 2 * ((4 * hidden * layers) + (hidden * description.VocabularySize));
    }

    public static WeightsFile MakeLstm(int hidden)
    {
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = hidden, EmbeddingSize = 64, VocabularySize = VocabularySize, Start = " " };
        Vocabulary vocabulary = Vocabulary.FromRunes(Enumerable.Range(' ', VocabularySize).Select(value => new Rune(value)));
        return new WeightsFile(
            new ModelMetadata(description, vocabulary, new TrainingRecord()),
            WeightInitializer.Draw(description, new TrainingOptions(), new RandomSource(1)));
    }
}
