using CharRnn.Export;
using CharRnn.Inference;

namespace CharRnn.Integration.Tests;

/// <summary>ONNX files of every kind, damaged in every way: see <see cref="Mutants"/>.</summary>
[TestClass]
public sealed class DamagedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow(Cell.Lstm, Precision.Fp32)]
    [DataRow(Cell.Gru, Precision.Fp16)]
    [DataRow(Cell.Rnn, Precision.Int8)]
    public void A_model_is_refused_or_generates_and_scores(Cell cell, Precision precision)
    {
        byte[] file = OnnxExporter.ToBytes(Make(cell), precision);
        Mutants.AssertRefusedOrUsed(random => Mutants.Bytes(file, random), mutant =>
        {
            using CharRnnModel model = CharRnnModel.Load(mutant);
            using GenerationSession session = model.CreateSession(null, new GenerationOptions { Seed = 1 });
            session.Feed("a", UnknownPolicy.Skip);
            _ = string.Concat(session.Stream(length: 5));
            _ = new SentenceScorer(model).Score("ab");
        });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_file_is_refused_or_summarised(bool generate)
    {
        byte[] file = generate ? OnnxExporter.ToGenerationBytes(Make(Cell.Lstm)) : OnnxExporter.ToBytes(Make(Cell.Lstm));
        Mutants.AssertRefusedOrUsed(random => Mutants.Bytes(file, random), mutant =>
        {
            File.WriteAllBytes(folder.File("m.onnx"), mutant);
            OnnxSummary summary = OnnxSummary.Read(folder.File("m.onnx"));
            foreach (string text in (IEnumerable<string>)[.. summary.Inputs, .. summary.Outputs, .. summary.Operators.Select(count => count.Key)])
            {
                Assert.IsTrue(text.Length < 1000 && !text.Any(char.IsControl), text);
            }
        });
    }

    [TestMethod]
    public void A_saved_session_is_refused_or_goes_on()
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(Make(Cell.Lstm)));
        using GenerationSession session = model.CreateSession(new SamplingOptions { FrequencyPenalty = 1 }, new GenerationOptions { Seed = 1 });
        _ = string.Concat(session.Stream(length: 10));
        byte[] saved = session.SaveState();
        Mutants.AssertRefusedOrUsed(random => Mutants.Bytes(saved, random), mutant =>
        {
            session.RestoreState(mutant);
            _ = string.Concat(session.Stream(length: 10));
        });
    }

    [TestMethod]
    public void The_largest_graph_of_every_kind_has_no_more_operators_than_are_allowed()
    {
        foreach (Cell cell in Enum.GetValues<Cell>())
        {
            foreach (int embedding in (int[])[0, 3, 4])
            {
                WeightsFile weights = RandomModels.Make(new ModelDescription
                {
                    Cell = cell,
                    Layers = cell == Cell.Jordan ? 1 : ModelDescription.MaximumLayers,
                    HiddenSize = 4,
                    EmbeddingSize = embedding,
                    Tied = embedding == 4,
                    VocabularySize = 5,
                    Nonlinearity = cell == Cell.Rnn && embedding == 0 ? Nonlinearity.Relu : Nonlinearity.Tanh,
                });
                foreach (Precision precision in Enum.GetValues<Precision>())
                {
                    using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights, precision));
                    Assert.AreEqual(precision, model.Description.Precision);
                }
            }
        }
    }

    private static WeightsFile Make(Cell cell) => RandomModels.Make(
        new ModelDescription { Cell = cell, Layers = 2, HiddenSize = 4, EmbeddingSize = 3, VocabularySize = 5 });
}
