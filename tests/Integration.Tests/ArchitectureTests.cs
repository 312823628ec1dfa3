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
        ["CharRnn.Orleans"] =
        [
            "CharRnn.Core", "CharRnn.Hosting", "CharRnn.Inference", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Orleans",
            "System.Memory.Data", // in Orleans' interface of storages
        ],
        ["CharRnn.Server"] =
        [
            "CharRnn.Core", "CharRnn.Hosting", "CharRnn.Inference", "CharRnn.Orleans", "Microsoft.AspNetCore", "Microsoft.OpenApi", "Microsoft.Orleans", "OpenTelemetry", "StackExchange.Redis",
        ],
        ["CharRnn.MlNetExtensions"] = ["CharRnn.Core", "CharRnn.Inference", "Microsoft.ML"],
        ["CharRnn.MlNetExtensions.Training"] = ["CharRnn.Core", "CharRnn.Trainer", "CharRnn.Export", "CharRnn.Inference", "CharRnn.MlNetExtensions", "Microsoft.ML"],
        ["CharRnn.Reports"] = ["CharRnn.Core", "CharRnn.Inference", "CharRnn.Trainer", "System.Numerics.Tensors"],
        ["charrnn"] =
        [
            "CharRnn.Core", "CharRnn.Trainer", "CharRnn.Export", "CharRnn.Inference", "CharRnn.Reports", "CharRnn.Server", "Microsoft.AspNetCore",
            "Microsoft.OpenApi", "Microsoft.Orleans", // by the generators that come with the server's packages
            "Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine",
        ],
    };

    public static IEnumerable<object[]> Parts => Allowed.Keys.Select(part => (object[])[part]);

    [TestMethod]
    [DynamicData(nameof(Parts))]
    public void A_part_references_only_what_it_may(string part)
    {
        bool isWeb = References(part).Contains("Microsoft.AspNetCore");
        string[] references = [.. References(part).Where(name => !IsFramework(name)).Select(name => Package(name, isWeb)).Distinct().Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Allowed[part].Order(StringComparer.Ordinal).ToArray(), references);
    }

    [TestMethod]
    [DataRow("CharRnn.Inference", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.Core")]
    [DataRow("CharRnn.Hosting", "CharRnn.Inference", "Microsoft.ML.Core")]
    [DataRow("CharRnn.Server", "CharRnn.Hosting", "Microsoft.ML.Core")]
    [DataRow("CharRnn.MlNetExtensions", "Microsoft.ML.Core", "CharRnn.MlNetExtensions.Training")]
    public void What_runs_a_model_has_no_path_to_training(string start, string needed, string other)
    {
        HashSet<string> reached = [];
        Queue<string> waiting = new([start]);
        while (waiting.TryDequeue(out string? part))
        {
            foreach (string reference in References(part).Where(reached.Add).Where(IsBesideTheTests))
            {
                waiting.Enqueue(reference);
            }
        }

        Assert.Contains(needed, reached);
        foreach (string trainingOnly in (string[])["TorchSharp", "CharRnn.Trainer", "CharRnn.Export", "Google.Protobuf", other])
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

    private static bool IsBesideTheTests(string name) => File.Exists(PathOf(name)); // the others are .NET's

    private static string PathOf(string part) => Path.Combine(AppContext.BaseDirectory, part + ".dll");

    private static IEnumerable<string> References(string part) =>
        Assembly.LoadFrom(PathOf(part)).GetReferencedAssemblies().Select(reference => reference.Name!);

    // These are many assemblies each. Microsoft.Extensions is in ASP.NET Core, where that is.
    private static string Package(string assembly, bool isWeb) =>
        assembly.StartsWith("Microsoft.ML.", StringComparison.Ordinal) && assembly != "Microsoft.ML.OnnxRuntime" ? "Microsoft.ML"
        : assembly.StartsWith("OpenTelemetry", StringComparison.Ordinal) ? "OpenTelemetry"
        : assembly.StartsWith("Orleans.", StringComparison.Ordinal) ? "Microsoft.Orleans"
        : isWeb && (assembly.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) || assembly is "Microsoft.Net.Http.Headers" or "System.Threading.RateLimiting") ? "Microsoft.AspNetCore"
        : assembly;

    private static bool IsFramework(string name) =>
        name is "netstandard" or "mscorlib" || File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));
}
