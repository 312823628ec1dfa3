using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Reports.Tests;

/// <summary>
/// An LSTM whose weights are set by hand: cell 1 keeps whether a quote is open, at plus or minus 1, and cell 2 counts nothing. The start character
/// ^ closes, a quote turns the cell over, and everything else leaves it alone.
/// </summary>
internal static class QuoteNetwork
{
    private const string Characters = "\n \"^abc🐘";
    private const int Hidden = 2;

    public static byte[] Make()
    {
        Vocabulary vocabulary = Vocabulary.FromRunes(Characters.EnumerateRunes());
        ModelDescription description = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = Hidden, EmbeddingSize = 0, VocabularySize = vocabulary.Size, Start = "^" };
        Dictionary<string, float[]> weights = Weights.Layout(description).ToDictionary(entry => entry.Name, entry => new float[entry.Shape.Aggregate(1, (product, size) => product * size)]);
        string[] names = [.. weights.Keys];
        float[] input = weights[names.Single(name => name.Contains("weight_ih", StringComparison.Ordinal))]; // [4 hidden, vocabulary], gates i f g o
        float[] recurrent = weights[names.Single(name => name.Contains("weight_hh", StringComparison.Ordinal))]; // [4 hidden, hidden]
        float[] bias = weights[names.Single(name => name.Contains("bias_ih", StringComparison.Ordinal))]; // [4 hidden]
        (int inGate, int forget, int candidate, int outGate) = (0, Hidden, 2 * Hidden, 3 * Hidden);
        (bias[inGate], bias[forget], bias[outGate]) = (-30, 30, 30);
        foreach (int id in (int[])[vocabulary.FindId("\"")!.Value, vocabulary.FindId("^")!.Value])
        {
            input[(inGate * vocabulary.Size) + id] = 60;
            input[(forget * vocabulary.Size) + id] = -60;
        }

        input[(candidate * vocabulary.Size) + vocabulary.FindId("^")!.Value] = -100;
        recurrent[candidate * Hidden] = -100;
        WeightsFile file = new(
            new ModelMetadata(description, vocabulary, new TrainingRecord()),
            new Weights(description, Weights.Layout(description).Select(entry => new WeightTensor(entry.Name, entry.Shape, weights[entry.Name]))));
        return OnnxExporter.ToBytes(file);
    }

    public static CharRnnModel Load() => CharRnnModel.Load(Make(), source: "quotes");
}
