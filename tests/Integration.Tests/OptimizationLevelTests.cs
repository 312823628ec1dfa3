using CharRnn.Export;
using CharRnn.Oracle;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Integration.Tests;

/// <summary>
/// Every kind of exported file at every level of ONNX Runtime's optimisation. A host chooses the level, so a file that is right at
/// one and crashes at another would bring that host down.
/// </summary>
[TestClass]
public sealed class OptimizationLevelTests
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<object[]> Files =>
        from kind in ExportedNetworkTests.Kinds
        from precision in Enum.GetValues<Precision>()
        select new[] { kind[0], precision };

    private static IEnumerable<GraphOptimizationLevel> Levels =>
        Enum.GetValues<GraphOptimizationLevel>().Where(level => level != GraphOptimizationLevel.ORT_DISABLE_ALL);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Logits_and_states_are_those_of_the_plain_graph(ModelDescription description, Precision precision)
    {
        byte[] onnx = OnnxExporter.ToBytes(RandomModels.Make(description), precision);
        (float[] logits, float[][] states) = Read(GraphOptimizationLevel.ORT_DISABLE_ALL);
        foreach (GraphOptimizationLevel level in Levels)
        {
            (float[] optimizedLogits, float[][] optimizedStates) = Read(level);
            OracleFile.AssertClose($"logits at {level}", logits, optimizedLogits, Tolerance);
            for (int i = 0; i < states.Length; i++)
            {
                OracleFile.AssertClose($"state {i} at {level}", states[i], optimizedStates[i], Tolerance);
            }
        }

        (float[] Logits, float[][] States) Read(GraphOptimizationLevel level)
        {
            using OnnxRun run = new(onnx, description, level);
            float[][] states = run.Zero(batch: 2);
            int[] ids = [.. Enumerable.Range(0, 40).Select(i => i * i % description.VocabularySize)];
            return (run.Read(ids, batch: 2, states), states);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Generated_ids_are_those_of_the_plain_graph(ModelDescription description, Precision precision)
    {
        byte[] onnx = OnnxExporter.ToGenerationBytes(RandomModels.Make(description), precision);
        RandomSource random = new(6);
        float[] uniforms = [.. Enumerable.Range(0, 60).Select(_ => (float)random.NextDouble())];
        int[] expected = Generate(GraphOptimizationLevel.ORT_DISABLE_ALL);
        foreach (GraphOptimizationLevel level in Levels)
        {
            CollectionAssert.AreEqual(expected, Generate(level), $"{level}");
        }

        int[] Generate(GraphOptimizationLevel level)
        {
            using OnnxRun run = new(onnx, description, level);
            return run.Generate(prompt: [0, 3, 4], uniforms, temperature: 0.8, topK: 0, run.Zero(1));
        }
    }
}
