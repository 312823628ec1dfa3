using CharRnn.Export;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>A whole generation in one run, against the library's sampler on the same model an id at a time.</summary>
[TestClass]
public sealed class GenerationGraphTests
{
    private const int Length = 120;
    private const double Margin = 1e-5; // what rounding may change is less

    private static readonly ModelDescription Small = new() { Cell = Cell.Lstm, Layers = 2, HiddenSize = 16, EmbeddingSize = 8, VocabularySize = 20 };

    public static IEnumerable<object[]> Models =>
        from cell in Enum.GetValues<Cell>()
        from precision in Enum.GetValues<Precision>()
        select new object[] { RandomModels.Make(Small with { Cell = cell, Layers = cell == Cell.Jordan ? 1 : 2 }, hasUnknown: true), precision };

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Ids_are_those_of_the_sampler(WeightsFile weights, Precision precision)
    {
        foreach ((double temperature, int topK) in (ReadOnlySpan<(double, int)>)[(1, 0), (0.5, 0), (2, 0), (0, 0), (1, 1), (0.8, 3), (1.2, 500)])
        {
            CheckAgainstSampler(weights, precision, [0, 3, 4, 5], temperature, topK);
        }
    }

    [TestMethod]
    public void A_model_of_lines_starts_anew_after_each() =>
        CheckAgainstSampler(RandomModels.Make(Small with { Unit = TextUnit.Line, Layers = 1 }), Precision.Fp32, [0, 3, 0, 4], 1, 0);

    [TestMethod]
    public void A_model_of_bytes_draws_only_what_can_come_next_in_UTF_8()
    {
        WeightsFile weights = RandomModels.Make(Small with { VocabularySize = 256 }, Vocabulary.Bytes);
        List<int> ids = CheckAgainstSampler(weights, Precision.Fp32, ['\n', 'a'], 1, 0).Ids;

        // All but a character that the end cuts off.
        string text = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: false).GetString([.. ids.Select(id => (byte)id)]);
        Assert.DoesNotContain('\uFFFD', text.TrimEnd('\uFFFD'));
    }

    [TestMethod]
    public void A_model_of_words_draws_words_and_never_the_unknown_one()
    {
        Vocabulary words = Vocabulary.FromWords(["\n", " ", ".", "the", "cat", "sat", "don't", "mat"], hasUnknown: true);
        foreach (TextUnit unit in Enum.GetValues<TextUnit>())
        {
            WeightsFile weights = RandomModels.Make(Small with { VocabularySize = words.Size, Unit = unit }, words);
            Assert.DoesNotContain(words.UnknownId!.Value, CheckAgainstSampler(weights, Precision.Fp32, [0, 3, 1, 8], 1, 0).Ids);
        }
    }

    [TestMethod]
    public void The_model_in_models_generates_text_that_goes_on_where_it_stopped()
    {
        WeightsFile weights = WeightsFile.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.safetensors"));
        StepwiseGeneration whole = CheckAgainstSampler(weights, Precision.Fp32, [weights.Metadata.StartId], 0.7, 0);

        using OnnxRun run = new(OnnxExporter.ToGenerationBytes(weights), weights.Metadata.Description);
        float[] uniforms = [.. whole.Uniforms];
        float[][] states = run.Zero(1);
        int[] first = run.Generate([weights.Metadata.StartId], uniforms[..50], 0.7, 0, states);
        CollectionAssert.AreEqual(whole.Ids, (int[])[.. first, .. run.Generate([first[^1]], uniforms[50..], 0.7, 0, states)]);
    }

    [TestMethod]
    public void Without_random_numbers_a_prompt_is_read_and_nothing_drawn()
    {
        WeightsFile weights = RandomModels.Make(Small);
        ModelDescription description = weights.Metadata.Description;
        using OnnxRun generation = new(OnnxExporter.ToGenerationBytes(weights), description);
        using OnnxRun model = new(OnnxExporter.ToBytes(weights), description);
        float[][] states = generation.Zero(1);
        float[][] expected = model.Zero(1);
        Assert.IsEmpty(generation.Generate([0, 3, 4], [], 1, 0, states));
        model.Read([0, 3], 1, expected);
        OracleFile.AssertClose("h", expected[0], states[0], 1e-6);
    }

    /// <summary>Compares the graph with a host that draws one id at a time.</summary>
    private static StepwiseGeneration CheckAgainstSampler(WeightsFile weights, Precision precision, int[] prompt, double temperature, int topK)
    {
        ModelDescription description = weights.Metadata.Description;
        using OnnxRun model = new(OnnxExporter.ToBytes(weights, precision), description);
        StepwiseGeneration expected = new(weights, model, new SamplingOptions { Temperature = temperature, TopK = topK }, Margin);
        expected.Run(prompt, Length);

        using OnnxRun generation = new(OnnxExporter.ToGenerationBytes(weights, precision), description);
        float[][] states = generation.Zero(1);
        int[] ids = generation.Generate(prompt, [.. expected.Uniforms], temperature, topK, states);
        CollectionAssert.AreEqual(expected.Ids, ids, $"temperature {temperature}, top-k {topK}");
        OracleFile.AssertClose("h_out", expected.States[0], states[0], precision == Precision.Fp32 ? 1e-5 : 0.1);
        return expected;
    }
}
