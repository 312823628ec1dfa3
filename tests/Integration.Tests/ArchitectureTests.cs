using System.Reflection;

namespace CharRnn.Integration.Tests;

/// <summary>Checks the references between the parts, read from the built assemblies. A new reference fails here.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["CharRnn.Core"] = ["System.Numerics.Tensors"],
        ["CharRnn.Trainer"] = ["CharRnn.Core", "TorchSharp"],
        ["CharRnn.Export"] = ["CharRnn.Core", "Google.Protobuf", "System.Numerics.Tensors"],
        ["CharRnn.Inference"] = ["CharRnn.Core", "Microsoft.ML.OnnxRuntime"],
        ["CharRnn.Hosting"] =
        [
            "CharRnn.Inference", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives",
        ],
        ["CharRnn.Server"] = ["CharRnn.Core", "CharRnn.Hosting", "CharRnn.Inference", "Microsoft.AspNetCore"],
        ["CharRnn.MlNetExtensions"] = ["CharRnn.Core", "CharRnn.Inference", "Microsoft.ML"],
        ["CharRnn.Reports"] = ["CharRnn.Core", "CharRnn.Trainer"],
        ["charrnn"] =
        [
            "CharRnn.Core", "CharRnn.Trainer", "CharRnn.Export", "CharRnn.Inference", "CharRnn.Reports", "CharRnn.Server", "Microsoft.AspNetCore",
            "Microsoft.Extensions.Configuration", "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.Hosting.Abstractions", "Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine",
        ],
    };

    public static IEnumerable<object[]> Parts => Allowed.Keys.Select(part => (object[])[part]);

    [TestMethod]
    [DynamicData(nameof(Parts))]
    public void A_part_references_only_what_it_may(string part)
    {
        string[] references = [.. References(part).Where(name => !IsFramework(name)).Select(Package).Distinct().Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Allowed[part].Order(StringComparer.Ordinal).ToArray(), references);
    }

    [TestMethod]
    public void Inference_has_no_path_to_training()
    {
        HashSet<string> reached = [];
        Queue<string> waiting = new(["CharRnn.Inference"]);
        while (waiting.TryDequeue(out string? part))
        {
            foreach (string reference in References(part).Where(reference => !IsFramework(reference) && reached.Add(reference)))
            {
                waiting.Enqueue(reference);
            }
        }

        Assert.Contains("Microsoft.ML.OnnxRuntime", reached);
        foreach (string trainingOnly in (string[])["TorchSharp", "CharRnn.Trainer", "CharRnn.Export", "Google.Protobuf", "Microsoft.ML.Core"])
        {
            Assert.DoesNotContain(trainingOnly, reached);
        }
    }

    [TestMethod]
    public void Every_part_that_is_built_is_listed_here()
    {
        string[] built = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => name.StartsWith("charrnn", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".Tests", StringComparison.Ordinal))];
        CollectionAssert.AreEquivalent(Allowed.Keys, built);
    }

    private static IEnumerable<string> References(string part) =>
        Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, part + ".dll")).GetReferencedAssemblies().Select(reference => reference.Name!);

    // ML.NET is one package of many assemblies.
    private static string Package(string assembly) =>
        assembly.StartsWith("Microsoft.ML.", StringComparison.Ordinal) && assembly != "Microsoft.ML.OnnxRuntime" ? "Microsoft.ML" : assembly;

    private static bool IsFramework(string name) =>
        name is "netstandard" or "mscorlib" || File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));
}
