using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Inference.Tests;

namespace CharRnn.Integration.Tests;

/// <summary>Requests served together against sessions alone, for models of lines and of bytes, of every cell.</summary>
[TestClass]
public sealed class SchedulerTests
{
    private static readonly ModelDescription Small = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 16, EmbeddingSize = 8, VocabularySize = 20 };

    public static IEnumerable<object[]> Models =>
    [
        [RandomModels.Make(Small with { Unit = TextUnit.Line })],
        [RandomModels.Make(Small with { VocabularySize = 256 }, Vocabulary.Bytes)],
        [RandomModels.Make(Small with { Cell = Cell.Gru }, hasUnknown: true)],
        [RandomModels.Make(Small with { Cell = Cell.Rnn, Layers = 1 })],
    ];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public async Task Texts_are_those_of_sessions(WeightsFile weights)
    {
        using CharRnnModel model = CharRnnModel.Load(OnnxExporter.ToBytes(weights));
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { BatchSize = 7 });
        GenerationRequest[] requests = NearTies.Exclude(model, Enumerable.Range(0, 20).Select(seed => new GenerationRequest
        {
            Prompt = string.Concat(Enumerable.Repeat("abc\nde", seed * 2)),
            Sampling = new SamplingOptions { MinP = 0.01 },
            Generation = new GenerationOptions { Seed = (ulong)seed, MaxLength = 40 },
        }));
        Assert.IsGreaterThan(15, requests.Length);
        GeneratedText[] texts = await Task.WhenAll(requests.Select(request => scheduler.GenerateAsync(request)));
        for (int i = 0; i < requests.Length; i++)
        {
            Assert.AreEqual(NearTies.Alone(model, requests[i]), texts[i].Text, $"request {i}");
        }
    }
}
