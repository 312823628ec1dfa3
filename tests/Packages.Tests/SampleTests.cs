using System.Globalization;

namespace CharRnn.Packages.Tests;

/// <summary>Samples, compiled from the packages and run.</summary>
[TestClass]
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_name_generator_invents_names()
    {
        string[] lines = ProgramRun.Succeed(Consumers.Program("NameGenerator", folder.Path, "5", InRepository("models/dotnet-names.onnx"))).TrimEnd('\n').Split('\n');
        Assert.HasCount(5, lines);
    }

    [TestMethod]
    public void The_gibberish_detector_fits_a_pipeline()
    {
        string output = ProgramRun.Succeed(Consumers.Program(
            "GibberishDetector", folder.Path, "fit", InRepository("samples/GibberishDetector/labelled.tsv"), InRepository("models/dotnet-docs-lines.onnx"), "pipeline.zip"));
        Assert.IsGreaterThan(0.99, double.Parse(output.Split('\n')[0].Split(' ')[^1], CultureInfo.InvariantCulture));
        Assert.IsTrue(File.Exists(folder.File("pipeline.zip")));
    }

    [TestMethod]
    public void A_program_trains_exports_and_continues_a_text()
    {
        File.WriteAllText(folder.File("corpus.txt"), string.Concat(Enumerable.Repeat("the cat sat on the mat and the dog sat on the log.\n", 200)));
        string output = ProgramRun.Succeed(Consumers.Program("TrainAndExport", folder.Path, "corpus.txt", "model.onnx", "100"));
        Assert.Contains("100 steps in ", output);
        Assert.Contains(" the ", output.Split('\n', 3)[^1]);
    }

    private static string InRepository(string path) => Path.Combine(Build.Repository, path);
}
