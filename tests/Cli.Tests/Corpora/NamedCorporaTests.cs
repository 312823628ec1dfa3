using System.Text.Json;
using CharRnn.Trainer;

namespace CharRnn.Cli.Tests;

[TestClass]
[DoNotParallelize] // the environment belongs to the process
public sealed class NamedCorporaTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? cacheFolder = Environment.GetEnvironmentVariable("CHARRNN_CACHE");

    public NamedCorporaTests() => Environment.SetEnvironmentVariable("CHARRNN_CACHE", folder.File("cache"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("CHARRNN_CACHE", cacheFolder);
        folder.Dispose();
    }

    [TestMethod]
    public void Dotnet_docs_is_prose_made_the_same_each_time()
    {
        string first = Make("first");
        string second = Make("second");
        Assert.AreEqual(first, second);
        Assert.IsInRange(490_000, 500_000, first.Length);
        string[] lines = first.TrimEnd('\n').Split('\n');
        Assert.HasCount(lines.Length, lines.Distinct());
        Assert.IsTrue(lines.All(line => line.EndsWith('.') && char.IsAsciiLetterUpper(line[0]) && line.All(character => character is >= ' ' and <= '~')));

        string Make(string name)
        {
            string cache = folder.File(name);
            Directory.CreateDirectory(cache);
            return File.ReadAllText(NamedCorpora.Find("dotnet-docs-small")!.Make(cache));
        }
    }

    [TestMethod]
    public void Dotnet_names_are_the_names_of_types_one_a_line()
    {
        string[] names = File.ReadAllText(NamedCorpora.Find("dotnet-names")!.Make(folder.Path)).TrimEnd('\n').Split('\n');
        Assert.HasCount(names.Length, names.Distinct());
        Assert.IsGreaterThan(5_000, names.Length);
        Assert.IsTrue(names.All(name => name.All(char.IsAsciiLetterOrDigit)));
        CollectionAssert.IsSubsetOf((string[])["StringBuilder", "Dictionary", "KeyCollection", "IEnumerable", "HttpContext"], names);
    }

    [TestMethod]
    [DataRow("dotnet-names")]
    [DataRow("dotnet-docs-small")]
    public void A_corpus_that_was_changed_in_the_cache_is_made_again(string name)
    {
        string path = NamedCorpora.Find(name)!.Make(folder.Path);
        byte[] text = File.ReadAllBytes(path);
        foreach (string file in Directory.GetFiles(folder.Path, "*.txt"))
        {
            File.AppendAllText(file, "Poison\n"); // the text that this one is a part of, too
        }

        Assert.AreEqual(path, NamedCorpora.Find(name)!.Make(folder.Path));
        CollectionAssert.AreEqual(text, File.ReadAllBytes(path));

        File.Delete(Path.ChangeExtension(path, ".sha256"));
        File.AppendAllText(path, "Poison\n");
        NamedCorpora.Find(name)!.Make(folder.Path);
        CollectionAssert.AreEqual(text, File.ReadAllBytes(path));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_link_in_the_place_of_a_corpus_is_replaced_and_its_target_stays()
    {
        string path = NamedCorpora.Find("dotnet-names")!.Make(folder.Path);
        File.Move(path, folder.File("victim"));
        File.AppendAllText(folder.File("victim"), "mine");
        byte[] victim = File.ReadAllBytes(folder.File("victim"));
        File.CreateSymbolicLink(path, folder.File("victim"));
        NamedCorpora.Find("dotnet-names")!.Make(folder.Path);
        CollectionAssert.AreEqual(victim, File.ReadAllBytes(folder.File("victim")));
        Assert.IsNull(new FileInfo(path).LinkTarget);
    }

    [TestMethod]
    public void A_corpus_that_does_not_exist_is_refused_with_the_names_that_do()
    {
        string missing = folder.File("none.txt");
        Assert.AreEqual(
            $"The corpus {missing} does not exist; give a text file, a folder, - for standard input, or one of the names dotnet-docs-small, dotnet-docs, dotnet-docs-full, dotnet-names, tinyshakespeare.",
            Assert.ThrowsExactly<InvalidTextException>(() => CorpusSource.Locate(new CorpusOptions { Corpus = missing }, progress: null, CancellationToken.None)).Message);
    }

    [TestMethod]
    public void A_file_with_the_name_of_a_corpus_takes_precedence()
    {
        string here = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Assert.AreEqual("dotnet-names", CorpusSource.Resolve("dotnet-names"));
            File.WriteAllText("dotnet-names", "mine");
            Directory.CreateDirectory("tinyshakespeare");
            Assert.AreEqual(Path.GetFullPath("dotnet-names"), CorpusSource.Resolve("dotnet-names"));
            Assert.AreEqual(Path.GetFullPath("tinyshakespeare"), CorpusSource.Resolve("tinyshakespeare"));
            CorpusOptions located = CorpusSource.Locate(new CorpusOptions { Corpus = CorpusSource.Resolve("dotnet-names") }, progress: null, CancellationToken.None);
            Assert.AreEqual((Path.GetFullPath("dotnet-names"), (string?)null), (located.Corpus, located.Name));
            Assert.AreEqual("dotnet-docs", CorpusSource.Resolve("dotnet-docs"));
            Assert.AreEqual("-", CorpusSource.Resolve("-"));
        }
        finally
        {
            Environment.CurrentDirectory = here;
        }
    }

    [TestMethod]
    public void A_run_keeps_the_name_of_its_corpus_and_resumes_and_evaluates_by_it()
    {
        string run = folder.File("run");
        CommandLine.Run("train", "--corpus", "dotnet-docs-small", "--output", run, "--hidden", "8", "--max-steps", "1", "--validation-fraction", "0.001", "--threads", "1").Succeeded();
        CommandLine.Run("train", "--output", run, "--resume").Succeeded();
        JsonElement corpus = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, "config.json"))).RootElement.GetProperty("corpus");
        Assert.AreEqual("dotnet-docs-small", corpus.GetProperty("corpus").GetString());
        Assert.IsFalse(corpus.TryGetProperty("name", out _));
        Assert.AreEqual("dotnet-docs-small", WeightsFile.Load(Path.Combine(run, "last.safetensors")).Metadata.Training.Corpus);
        StringAssert.Contains(CommandLine.Run("evaluate", run).Succeeded(), "the validation part of dotnet-docs-small");
    }
}
