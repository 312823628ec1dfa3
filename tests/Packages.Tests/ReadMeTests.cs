using System.Globalization;
using System.Text.RegularExpressions;

namespace CharRnn.Packages.Tests;

/// <summary>The code in the packages' readmes and at the head of the repository's, compiled from the packages and run.</summary>
[TestClass]
public sealed partial class ReadMeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ReadMeTests() => File.Copy(Build.Model, folder.File("model.onnx"));

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void The_smallest_program_scores() => Assert.AreEqual(0.6, double.Parse(Run("Smallest"), CultureInfo.InvariantCulture), 0.1);

    [TestMethod]
    public void Core_draws_by_the_distribution_of_the_logits()
    {
        string text = Run("Core");
        Assert.MatchesRegex("^[abc]{10}$", text);
        Assert.IsGreaterThan(text.Count(character => character == 'b'), text.Count(character => character == 'a'), text);
    }

    [TestMethod]
    public void Inference_generates_and_scores()
    {
        string output = Run("Inference");
        Assert.IsGreaterThan(100, output[..output.IndexOf("0.6 bits per character", StringComparison.Ordinal)].Length);
        AssertScores(output);
    }

    [TestMethod]
    public void A_silo_keeps_a_conversation() => Assert.MatchesRegex("^.{40}\n.{40}\ndocs has \\d+ characters of 2 requests$", Run("Silo"));

    [TestMethod]
    public void A_pipeline_of_MlNet_scores() => AssertScores(Run("Pipeline"));

    [TestMethod]
    public void A_pipeline_of_MlNet_learns_what_is_ordinary()
    {
        string[] syllables = ["ma", "ga", "re", "te", "li", "na", "jo", "an", "ret", "mar", "son", "el"];
        Random random = new(1);
        File.WriteAllLines(folder.File("names.txt"), Enumerable.Range(0, 1000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 4)).Select(_ => syllables[random.Next(syllables.Length)]))));
        Assert.MatchesRegex(@"^ordinary, \d\.\d bits per character: margaret\nodd, \d+\.\d bits per character: xq7vkzjw$", Run("Detector"));
        Assert.IsTrue(File.Exists(folder.File("detector.zip")));
    }

    [TestMethod]
    public void Training_writes_a_run_and_export_a_model_that_generates()
    {
        string corpus = string.Concat(Enumerable.Repeat("the cat sat on the mat and the dog sat on the log.\n", 200));
        File.WriteAllText(folder.File("corpus.txt"), corpus);
        File.Delete(folder.File("model.onnx"));
        Assert.MatchesRegex("^100 steps, weights in run.best.safetensors$", Run("Training"));
        Assert.AreEqual(
            "inputs: input_ids int64 [batch, sequence], h_in float [1, batch, 64], c_in float [1, batch, 64]\n"
            + $"outputs: logits float [batch, sequence, {corpus.Distinct().Count()}], h_out float [1, batch, 64], c_out float [1, batch, 64], hidden float [batch, sequence, 64]",
            Run("Exporting"));
        Assert.IsLessThan(0.4, new FileInfo(folder.File("small.onnx")).Length / (double)new FileInfo(folder.File("model.onnx")).Length);
    }

    // As shipped, it asks for the libstdc++ of GCC 13 and does not load where that is older.
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_program_that_trains_has_its_own_copy_of_TorchSharps_library()
    {
        const string Library = "runtimes/linux-x64/native/libLibTorchSharp.so";
        byte[] shipped = File.ReadAllBytes(Path.Combine(Build.PackageCache, "torchsharp", Build.TorchSharpVersion, Library));
        byte[] mended = [.. new[] { Library, "libLibTorchSharp.so" }.Select(name => Path.Combine(Consumers.Output("Training"), name)).Where(File.Exists).SelectMany(File.ReadAllBytes)];
        Assert.HasCount(shipped.Length, mended);
        Assert.AreEqual(1, shipped.Zip(mended).Count(pair => pair.First != pair.Second)); // one flag
    }

    private static void AssertScores(string output)
    {
        double[] bits = [.. Score().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.HasCount(2, bits, output);
        Assert.AreEqual(0.6, bits[0], 0.11);
        Assert.IsGreaterThan(10, bits[1]);
    }

    private string Run(string name) => ProgramRun.Succeed(Consumers.Program(name, folder.Path)).TrimEnd('\n');

    [GeneratedRegex(@"^(\d+\.\d) bits per character: ", RegexOptions.Multiline)]
    private static partial Regex Score();
}
