using System.Text;
using System.Text.Json;
using CharRnn.Export;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>Exported files in another host: onnxruntime-node, from npm, with an ONNX Runtime of its own.</summary>
[TestClass]
public sealed class NodeInteropTests : IDisposable
{
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Models =>
        from cell in Enum.GetValues<Cell>()
        from precision in Enum.GetValues<Precision>()
        select new object[] { cell, precision };

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Logits_and_generated_ids_are_the_same_at_every_level(Cell cell, Precision precision)
    {
        string script = Path.Combine(NodePeer.FindModules(), "..", "run.mjs");
        ModelDescription description = new() { Cell = cell, Layers = cell == Cell.Jordan ? 1 : 2, HiddenSize = 16, EmbeddingSize = 8, VocabularySize = 20 };
        WeightsFile weights = RandomModels.Make(description, VocabularyInAnotherOrder());
        byte[] model = OnnxExporter.ToBytes(weights, precision);
        byte[] generation = OnnxExporter.ToGenerationBytes(weights, precision);
        using OnnxRun run = new(model, description);
        RandomSource random = new(4);
        HostTask task = new(
            Save("model.onnx", model),
            Save("model.generate.onnx", generation),
            Save("model.json", Encoding.UTF8.GetBytes(weights.Metadata.ToJson())),
            ["disabled", "basic", "extended", "layout", "all"],
            description.Layers,
            description.StateSize,
            run.States,
            Ids: [.. Enumerable.Range(0, 40).Select(_ => (int)(random.NextDouble() * description.VocabularySize))],
            Cut: 25,
            Prompt: "da😀",
            Uniforms: [.. Enumerable.Range(0, 80).Select(_ => (float)random.NextDouble())],
            Temperature: 0.8,
            TopK: 12);
        string request = Save("task.json", JsonSerializer.SerializeToUtf8Bytes(task, CamelCase));

        (int exitCode, string output, string errors) = ToolRun.Start("node", script, request);
        Assert.AreEqual(0, exitCode, errors);
        HostResult[] results = JsonSerializer.Deserialize<HostResult[]>(output, CamelCase)!;
        Assert.HasCount(task.Levels.Length, results);

        float[][] states = run.Zero(1);
        float[] logits = [.. run.Read(task.Ids[..task.Cut], 1, states), .. run.Read(task.Ids[task.Cut..], 1, states)];
        using OnnxRun whole = new(generation, description);
        int[] ids = whole.Generate([19, 15, 18, 0], task.Uniforms, task.Temperature, task.TopK, whole.Zero(1));
        foreach ((string level, HostResult result) in task.Levels.Zip(results))
        {
            OracleFile.AssertClose($"logits at level {level}", logits, result.Logits, 1e-5);
            CollectionAssert.AreEqual(ids, result.Ids, level);
        }
    }

    // 😀, r, q, ... a, newline
    private Vocabulary VocabularyInAnotherOrder() =>
        VocabularyFile.Load(Save("order.json", JsonSerializer.SerializeToUtf8Bytes((string[])["😀", .. Enumerable.Range(0, 18).Select(place => ((char)('r' - place)).ToString()), "\n"])));

    private string Save(string name, byte[] content)
    {
        string path = folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private sealed record HostTask(
        string Model, string Generation, string Documents, string[] Levels, int Layers, int Hidden, string[] States, int[] Ids, int Cut, string Prompt, float[] Uniforms, double Temperature, int TopK);

    private sealed record HostResult(float[] Logits, int[] Ids);
}
