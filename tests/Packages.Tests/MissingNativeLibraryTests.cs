namespace CharRnn.Packages.Tests;

/// <summary>An application without ONNX Runtime's native library.</summary>
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
            "DllNotFoundException: ONNX Runtime's native library cannot be loaded. Add the package Microsoft.ML.OnnxRuntime, or for CUDA "
            + $"Microsoft.ML.OnnxRuntime.Gpu, in version {Build.OnnxRuntimeVersion} to the application.\n",
            output);
    }
}
