using CharRnn.Export;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>The ONNX project's own checker and shape inference (Debian's python3-onnx) on every file of standard operators.</summary>
[TestClass]
public sealed class OnnxCheckerTests : IDisposable
{
    private const string Python = "/usr/bin/python3"; // the one that Debian's packages are for

    private const string Script = """
        import sys, onnx
        for path in sys.argv[1:]:
            onnx.checker.check_model(path, full_check=True)
            model = onnx.shape_inference.infer_shapes(onnx.load(path), check_type=True, strict_mode=True, data_prop=True)
            print(path, [opset.version for opset in model.opset_import], model.ir_version)
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_checker_accepts_every_file_of_standard_operators()
    {
        if (ToolRun.Start(Python, "-c", "import onnx") is (not 0, _, var why))
        {
            Assert.Inconclusive($"The ONNX checker is not here (apt-get install python3-onnx): {why}");
        }

        List<string> paths = [];
        foreach (object[] kind in ExportedNetworkTests.Kinds)
        {
            ModelDescription description = (ModelDescription)kind[0];
            foreach (Precision precision in Enum.GetValues<Precision>().Where(precision => precision != Precision.Int8 || description.Cell != Cell.Lstm))
            {
                WeightsFile weights = RandomModels.Make(description);
                Save(OnnxExporter.ToBytes(weights, precision));
                Save(OnnxExporter.ToGenerationBytes(weights, precision));
            }
        }

        foreach (object[] file in AnswerOracle.Files)
        {
            AnswerOracle oracle = AnswerOracle.Load((string)file[0]);
            WeightsFile weights = RandomModels.Make(oracle.Description, AnswerOracle.Vocabulary);
            Save(OnnxExporter.ToBytes(weights));
            if (oracle.Encoder)
            {
                Save(OnnxExporter.ToEncoderBytes(weights));
            }
        }

        Save(OnnxExporter.ToGenerationBytes(RandomModels.Make(new ModelDescription { Cell = Cell.Lstm, Layers = 1, HiddenSize = 4, EmbeddingSize = 4, VocabularySize = 256 }, Vocabulary.Bytes)));
        (int exitCode, string output, string errors) = ToolRun.Start(Python, ["-c", Script, .. paths]);
        Assert.AreEqual(0, exitCode, errors);
        Assert.HasCount(paths.Count, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.EndsWith("[17] 8", StringComparison.Ordinal)));

        void Save(byte[] onnx)
        {
            paths.Add(folder.File($"{paths.Count}.onnx"));
            File.WriteAllBytes(paths[^1], onnx);
        }
    }
}
