namespace CharRnn.Inference.Tests;

/// <summary>The trained model that the repository ships.</summary>
internal static class ShippedModel
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx");

    public static CharRnnModel Load() => CharRnnModel.Load(Path);
}
