using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace CharRnn.Packages.Tests;

/// <summary>What is in the packages.</summary>
[TestClass]
public sealed class PackageTests
{
    private static readonly Dictionary<string, string[]> Dependencies = new()
    {
        ["CharRnn.Core"] = ["System.Numerics.Tensors"],
        ["CharRnn.Inference"] = ["CharRnn.Core", "Microsoft.ML.OnnxRuntime.Managed"],
        ["CharRnn.Hosting"] =
        [
            "CharRnn.Inference", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["CharRnn.MlNetExtensions"] = ["CharRnn.Inference", "Microsoft.ML"],
        ["CharRnn.MlNetExtensions.Training"] = ["CharRnn.MlNetExtensions", "CharRnn.Trainer", "CharRnn.Export"],
        ["CharRnn.Orleans"] = ["CharRnn.Hosting", "Microsoft.Orleans.Server"],
        ["CharRnn.Export"] = ["CharRnn.Core", "Google.Protobuf"],
        ["CharRnn.Trainer"] = ["CharRnn.Core", "TorchSharp"],
        ["charrnn"] = [],
    };

    public static IEnumerable<object[]> Libraries => Dependencies.Keys.Where(name => name != "charrnn").Select(name => (object[])[name]);

    [TestMethod]
    [DynamicData(nameof(Libraries))]
    public void A_library_brings_its_documentation_and_symbols_and_nothing_that_changes_a_build(string name)
    {
        string[] expected =
        [
            $"{name}.nuspec", "README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml",
            .. name == "CharRnn.Trainer" ? (string[])["buildTransitive/CharRnn.Trainer.targets"] : [],
        ];
        CollectionAssert.AreEquivalent(expected, Files($"{name}.{Build.Version}.nupkg"));
        Assert.Contains($"lib/net10.0/{name}.pdb", Files($"{name}.{Build.Version}.snupkg"));
    }

    [TestMethod]
    public void A_package_depends_on_what_it_uses_and_on_no_native_library()
    {
        foreach ((string name, string[] expected) in Dependencies)
        {
            XElement[] dependencies = [.. Nuspec(name).Descendants().Where(element => element.Name.LocalName == "dependency")];
            CollectionAssert.AreEquivalent(expected, dependencies.Select(dependency => (string)dependency.Attribute("id")!).ToArray(), name);
            foreach (XElement part in dependencies.Where(dependency => ((string)dependency.Attribute("id")!).StartsWith("CharRnn", StringComparison.Ordinal)))
            {
                Assert.AreEqual($"[{Build.Version}]", (string)part.Attribute("version")!); // the parts see each other's internals
            }
        }
    }

    [TestMethod]
    public void A_package_says_what_it_is()
    {
        foreach (string name in Dependencies.Keys)
        {
            XElement[] nuspec = [.. Nuspec(name).Descendants()];
            string Value(string element) => nuspec.Single(found => found.Name.LocalName == element).Value;
            Assert.AreEqual("MIT", Value("license"));
            Assert.AreEqual("README.md", Value("readme"));
            Assert.AreEqual("icon.png", Value("icon"));
            Assert.AreEqual(Build.Version, Value("version"));
            Assert.Contains("char-rnn", Value("tags"));
            Assert.IsGreaterThan(40, Value("description").Length, name);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Libraries))]
    public void A_library_that_runs_ahead_of_time_says_so(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(InFeed($"{name}.{Build.Version}.nupkg"));
        using StreamReader assembly = new(package.GetEntry($"lib/net10.0/{name}.dll")!.Open(), Encoding.Latin1);
        Assert.AreEqual(name is "CharRnn.Core" or "CharRnn.Inference" or "CharRnn.Hosting", assembly.ReadToEnd().Contains("IsTrimmable", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Packages_made_again_have_the_same_bytes()
    {
        string sdk = ProgramRun.Succeed(new ProcessStartInfo("dotnet", ["--version"]) { WorkingDirectory = Build.Repository }).Trim();
        if (Version.Parse(sdk.Split('-')[0]) < new Version(10, 0, 400))
        {
            Assert.Inconclusive($"The .NET SDK {sdk} writes the time into packages; 10.0.400 and later do not.");
        }

        using TemporaryFolder again = new();
        PackageFeed.Pack(again.Path, "PackLibraries");
        string[] made = Directory.GetFiles(again.Path);
        Assert.HasCount(2 * Libraries.Count(), made); // with the symbols
        foreach (string package in made)
        {
            Assert.IsTrue(File.ReadAllBytes(package).AsSpan().SequenceEqual(File.ReadAllBytes(InFeed(Path.GetFileName(package)))), package);
        }
    }

    private static XElement Nuspec(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(InFeed($"{name}.{Build.Version}.nupkg"));
        using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        return XElement.Load(nuspec);
    }

    /// <summary>The files of a package, without those that every package has.</summary>
    private static string[] Files(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(InFeed(name));
        return [.. package.Entries.Select(entry => entry.FullName).Where(file => file != "[Content_Types].xml" && !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal))];
    }

    private static string InFeed(string name) => Path.Combine(PackageFeed.Path, name);
}
