namespace CharRnn.Cli.Tests;

/// <summary><c>charrnn sample --novel</c>: lines that a corpus does not have.</summary>
[TestClass]
public sealed class NovelLinesTests : IDisposable
{
    private static readonly string Names = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-names.onnx");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Lines_of_the_corpus_are_left_out_and_others_drawn_in_their_place()
    {
        // Each line has its own seed, so these are the lines that would come without a corpus.
        string[] all = [.. Enumerable.Range(5, 12).Select(seed => CommandLine.Run("sample", Names, "--seed", $"{seed}", "--stop", "\n", "--length", "100").Succeeded().TrimEnd('\n'))];
        string corpus = folder.File("corpus.txt");
        File.WriteAllText(corpus, $"{all[1]}\r\n{all[2]}x\r\n x\r\n{all[4]}"); // CR LF is LF, and the last line needs no end
        string[] expected = [.. all.Where(line => line.Length > 0 && line != all[1] && line != all[4]).Take(8)];

        CommandResult first = Novel();
        CollectionAssert.AreEqual(expected, first.Succeeded().TrimEnd('\n').Split('\n'));
        Assert.AreEqual(first, Novel(), "the same seed gives the same lines");

        CommandResult Novel() => CommandLine.Run("sample", Names, "--seed", "5", "--count", "8", "--length", "100", "--novel", corpus);
    }

    [TestMethod]
    public void A_prompt_begins_every_line_and_a_line_without_an_end_is_none()
    {
        string corpus = folder.File("corpus.txt");
        File.WriteAllText(corpus, "String\n");
        string[] lines = CommandLine.Run("sample", Names, "--seed", "1", "--count", "5", "--prompt", "First\nString", "--novel", corpus).Succeeded().TrimEnd('\n').Split('\n');
        Assert.HasCount(5, lines.Where(line => line.StartsWith("String", StringComparison.Ordinal) && line != "String"));

        CommandLine.Run("sample", Names, "--seed", "1", "--length", "1", "--min-length", "1", "--novel", corpus)
            .AssertComplains(1, $"The model writes nothing new any more: 1,000 lines in a row are in {corpus}, empty, or longer than --length. Found before: 0. Raise --temperature or --length, or lower --count.");
    }

    [TestMethod]
    public void A_model_that_writes_only_what_the_corpus_has_is_told()
    {
        string corpus = folder.File("corpus.txt");
        File.WriteAllText(corpus, CommandLine.Run("sample", Names, "--temperature", "0", "--stop", "\n", "--seed", "1").Succeeded());
        CommandLine.Run("sample", Names, "--seed", "1", "--temperature", "0", "--novel", corpus).AssertComplains(1, "The model writes nothing new any more: 1,000 lines in a row are in ");
    }

    [TestMethod]
    public void New_lines_are_counted_and_tries_begin_again_after_each()
    {
        NovelLines lines = new("it", line => line == "old");
        List<ulong> seeds = [];
        string[] drawn = [.. lines.Draw(Draw, seed: ulong.MaxValue - 10, count: 3)];
        CollectionAssert.AreEqual((string[])["new", "new", "new"], drawn);
        Assert.HasCount(3 * NovelLines.MaximumTries, seeds.Distinct());

        string? Draw(ulong seed)
        {
            seeds.Add(seed);
            return (seeds.Count % NovelLines.MaximumTries) switch { 0 => "new", 1 => "", 2 => null, _ => "old" };
        }
    }

    [TestMethod]
    [DataRow(2, "--novel applies only to a line model; model was trained on a stream of text.", "STREAM", "--novel", "x.txt")]
    [DataRow(1, "The corpus x.txt does not exist", "NAMES", "--novel", "x.txt")]
    [DataRow(2, "Standard input (-) is given more than once; it can be read only once.", "NAMES", "--novel", "-", "--prompt-file", "-")]
    [DataRow(2, "--novel is empty; must be a name or a path.", "NAMES", "--novel", "")]
    public void Bad_input_is_one_line(int exitCode, string expected, string model, params string[] arguments) =>
        CommandLine.Run(["sample", model == "STREAM" ? TrainedModel.Onnx : Names, "--seed", "1", .. arguments]).AssertComplains(exitCode, expected);
}
