namespace CharRnn.Packages.Tests;

/// <summary>A program that uses the packages.</summary>
internal sealed record Consumer(string Name, string Code, (string Name, string Version)[] Packages, string Sdk = "Microsoft.NET.Sdk")
{
    private static readonly (string, string) Onnx = ("Microsoft.ML.OnnxRuntime", Build.OnnxRuntimeVersion);
    private static readonly (string, string) Torch = ("TorchSharp-cpu", Build.TorchSharpVersion);

    /// <summary>The programs in the packages' readmes, samples, and two that lack a native library.</summary>
    public static IReadOnlyList<Consumer> All { get; } =
    [
        new("Smallest", Consumers.FirstCode(File.ReadAllText(Path.Combine(Build.Repository, "README.md"))), [Own("CharRnn.Inference"), Onnx]),
        new("Core", Consumers.ReadMeCode("CharRnn.Core"), [Own("CharRnn.Core")]),
        new("Inference", Consumers.ReadMeCode("CharRnn.Inference"), [Own("CharRnn.Inference"), Onnx]),
        new("Pipeline", Consumers.ReadMeCode("CharRnn.MlNetExtensions"), [Own("CharRnn.MlNetExtensions"), Onnx]),
        new("Detector", Consumers.ReadMeCode("CharRnn.MlNetExtensions.Training"), [Own("CharRnn.MlNetExtensions.Training"), Torch, Onnx]),
        new("Service", Consumers.ReadMeCode("CharRnn.Hosting"), [Own("CharRnn.Hosting"), Onnx], "Microsoft.NET.Sdk.Web"),
        new("Silo", Consumers.ReadMeCode("CharRnn.Orleans"), [Own("CharRnn.Orleans"), Onnx], "Microsoft.NET.Sdk.Web"),
        new("Training", Consumers.ReadMeCode("CharRnn.Trainer"), [Own("CharRnn.Trainer"), Torch]),
        new("Exporting", Consumers.ReadMeCode("CharRnn.Export"), [Own("CharRnn.Export")]),
        new("NameGenerator", Sample("NameGenerator"), [Own("CharRnn.Inference"), Onnx]),
        new("GibberishDetector", Sample("GibberishDetector"), [Own("CharRnn.MlNetExtensions"), Onnx]),
        new("TextService", Sample("TextService"), [Own("CharRnn.Hosting"), Onnx], "Microsoft.NET.Sdk.Web"),
        new("TrainAndExport", Sample("TrainAndExport"), [Own("CharRnn.Trainer"), Own("CharRnn.Export"), Own("CharRnn.Inference"), Torch, Onnx]),
        new("WithoutLibtorch", Consumers.ReadMeCode("CharRnn.Trainer"), [Own("CharRnn.Trainer")]),
        new("WithoutOnnxRuntime", File.ReadAllText(Path.Combine(Build.Repository, "tests", "Packages.Tests", "programs", "WithoutOnnxRuntime.cs")),
            [Own("CharRnn.Hosting"), Own("CharRnn.MlNetExtensions")], "Microsoft.NET.Sdk.Web"),
    ];

    private static (string, string) Own(string package) => (package, Build.Version);

    private static string Sample(string name) => File.ReadAllText(Path.Combine(Build.Repository, "samples", name, "Program.cs"));
}
