using System.Text.Json;
using CharRnn.Export;

namespace CharRnn.Docs.Tests;

/// <summary>The page of file formats, beside the files themselves.</summary>
[TestClass]
public sealed class FileFormatTests
{
    private static readonly string Page = Pages.Guide("file-formats");
    private static readonly string Models = Path.Combine(AppContext.BaseDirectory, "models");

    [TestMethod]
    public void The_description_is_that_of_a_model()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Models, "dotnet-docs-lines.json")));
        using JsonDocument shown = JsonDocument.Parse(ReadMe.Blocks(Page, "json").Single());
        Assert.IsTrue(JsonElement.DeepEquals(file.RootElement.GetProperty("charrnn.description"), shown.RootElement));
    }

    [TestMethod]
    public void Every_input_and_output_is_listed()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("model.onnx");
        OnnxExporter.Export(WeightsFile.Load(Path.Combine(Models, "dotnet-docs.safetensors")), path, generate: true);
        string text = ReadMe.Read(Page);
        foreach (OnnxSummary summary in (OnnxSummary[])[OnnxSummary.Read(path), OnnxSummary.Read(OnnxExporter.GenerationPath(path))])
        {
            foreach (string value in summary.Inputs.Concat(summary.Outputs))
            {
                Assert.Contains($"`{value.Split(' ')[0]}`", text);
            }
        }
    }

    [TestMethod]
    public void Every_file_of_a_run_is_listed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("text.txt"), string.Concat(Enumerable.Repeat("abc\n", 500)));
        string[] arguments = ["--corpus", folder.File("text.txt"), "--output", folder.File("run"), "--batch-size", "2", "--max-steps", "2", "--hidden", "4", "--threads", "1", "--tensorboard"];
        (int exitCode, _, string errors) = SampleRun.Start("charrnn", "", ["train", .. arguments]);
        Assert.AreEqual(0, exitCode, errors);
        string text = ReadMe.Read(Page);
        foreach (string name in Directory.GetFileSystemEntries(folder.File("run")).Select(path => Path.GetFileName(path)!))
        {
            Assert.Contains($"`{name}`", text);
        }
    }
}
