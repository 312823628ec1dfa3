namespace CharRnn.Packages.Tests;

/// <summary>Applications without the native libraries of ONNX Runtime and TorchSharp.</summary>
[TestClass]
public sealed class MissingNativeLibraryTests
{
    [TestMethod]
    [DataRow("inference", "models/dotnet-docs.onnx")]
    [DataRow("version", "")]
    [DataRow("hosting", "models/dotnet-docs.onnx")]
    [DataRow("mlnet", "models/dotnet-docs.onnx")]
    [DataRow("pipeline", "tests/MlNetExtensions.Tests/data/pipeline-format-1.zip")]
    public void One_exception_names_the_package_to_add(string part, string file)
    {
        using TemporaryFolder folder = new();
        string output = ProgramRun.Succeed(Consumers.Program("WithoutOnnxRuntime", folder.Path, part, Path.Combine(Build.Repository, file)));
        Assert.AreEqual(
            "CharRnnException: ONNX Runtime's native library cannot be loaded. Add the package Microsoft.ML.OnnxRuntime, or for CUDA "
            + $"Microsoft.ML.OnnxRuntime.Gpu, in version {Build.OnnxRuntimeVersion} to the application.\n",
            output);
        StringAssert.Contains(
            File.ReadAllText(Path.Combine(Build.Repository, "docs", "guides", "troubleshooting.md")), $"### `{output.Split(": ")[1].Split('.')[0]}`", "the page on troubleshooting");
    }

    [TestMethod]
    public void Training_names_the_packages_to_add()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("corpus.txt"), string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 200)));
        (int exitCode, _, string errors) = ProgramRun.Start(Consumers.Program("WithoutLibtorch", folder.Path));
        Assert.AreNotEqual(0, exitCode);
        Assert.MatchesRegex(
            $"CharRnn.CharRnnException: torchsharp {Build.TorchSharpVersion} cannot be loaded: .*LibTorchSharp.*. If the application has none of the packages TorchSharp-cpu, "
            + "TorchSharp-cuda-linux and TorchSharp-cuda-windows, add one, in the version of TorchSharp.",
            errors);
    }
}
