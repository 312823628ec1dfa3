using System.Reflection;

namespace CharRnn.Packages.Tests;

/// <summary>What the build of this repository knows and its packages' users do not.</summary>
internal static class Build
{
    public static string Repository => CharRnn.Tests.Repository.Root;

    /// <summary>NuGet's folder of this machine, which holds the packages of others.</summary>
    public static string PackageCache => Value("PackageCache");

    public static string Version => Value("Version");

    public static string OnnxRuntimeVersion => Value("OnnxRuntimeVersion");

    public static string TorchSharpVersion => Value("TorchSharpVersion");

    public static string FSharpCoreVersion => Value("FSharpCoreVersion");

    public static string Model => Path.Combine(Repository, "models", "dotnet-docs.onnx");

    private static string Value(string key) => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(value => value.Key == key).Value!;
}
