using System.Globalization;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary>What the commands write of a model of words.</summary>
[TestClass]
public sealed class WordTests
{
    private static readonly TemporaryFolder Folder = new();

    private static string Run => Folder.File("run");

    private static string Onnx => Folder.File("words.onnx");

    private static CommandResult trained = null!;

    [ClassInitialize]
    public static void Train(TestContext _)
    {
        string text = Folder.File("rhyme.txt");
        File.WriteAllText(text, "A bird.\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"The cat's {(i % 2 == 0 ? "hat" : "mat")} is {i % 10}.\n")));
        trained = CommandLine.Run(
            "train", "--corpus", text, "--tokenization", "words", "--output", Run, "--validation-fraction", "0.2", "--hidden", "8", "--batch-size", "4",
            "--sequence-length", "8", "--max-steps", "4", "--sample-length", "0", "--threads", "1", "--sampled-softmax", "6");
        trained.Succeeded();
        CommandLine.Run("export", Run, "--output", Onnx).Succeeded();
    }

    [ClassCleanup]
    public static void Delete() => Folder.Dispose();

    [TestMethod]
    public void Evaluate_counts_words_and_spells_out_those_that_are_unknown()
    {
        // Unknown are "dog" and "naïve": 4 and 7 bytes with the end of each.
        string text = Folder.File("other.txt");
        File.WriteAllText(text, "The cat's dog is 7.\nThe naïve hat is 42.\n");
        JsonElement json = JsonDocument.Parse(CommandLine.Run("evaluate", Onnx, "--corpus", text, "--format", "json").Succeeded()).RootElement;
        Assert.AreEqual((41, 8), (json.GetProperty("characters").GetInt32(), json.GetProperty("unknown").GetInt32()));
        Assert.AreEqual((13, 2), (json.GetProperty("words").GetInt32(), json.GetProperty("unknown_words").GetInt32()));
        double nats = json.GetProperty("nats").GetDouble();
        double perWord = Math.Exp(nats * 41 / 13);
        double spelled = (nats / Math.Log(2)) + (8.0 * (4 + 7) / 41);
        Assert.AreEqual(perWord, json.GetProperty("perplexity_per_word").GetDouble(), 1e-9 * perWord);
        Assert.AreEqual(spelled, json.GetProperty("bits_per_character_spelled").GetDouble(), 1e-9);
        string[] lines = CommandLine.Run("evaluate", Onnx, "--corpus", text).Succeeded().Split('\n');
        Assert.AreEqual($"text             {text}, 41 characters, 8 of them unknown", lines[0]);
        Assert.AreEqual("words            13, and 2 unknown", lines[1]);
        Assert.AreEqual(string.Create(CultureInfo.InvariantCulture, $"                 perplexity {perWord:F2} per word; {spelled:F4} bits per character with unknown words spelled out"), lines[3]);
    }

    [TestMethod]
    public void White_space_alone_has_no_perplexity_per_word()
    {
        string text = Folder.File("blank.txt");
        File.WriteAllText(text, "\n\n");
        string output = CommandLine.Run("evaluate", Onnx, "--corpus", text).Succeeded();
        StringAssert.Contains(output, "words            0, and 0 unknown\n");
        StringAssert.Contains(output, "\n                 no perplexity per word; ");
        Assert.IsFalse(JsonDocument.Parse(CommandLine.Run("evaluate", Onnx, "--corpus", text, "--format", "json").Succeeded()).RootElement.TryGetProperty("perplexity_per_word", out _));
    }

    [TestMethod]
    public void Inspect_shows_words_and_the_perplexity_of_one()
    {
        string output = CommandLine.Run("inspect", Onnx).Succeeded();
        StringAssert.Contains(output, "vocabulary       19 tokens (words, punctuation marks and white space), the last for unknown words: '\\n' ' ' '.' '0' '1'");
        StringAssert.Contains(output, " 'The' 'cat's' 'hat' 'is' 'mat'\n");
        JsonElement record = JsonDocument.Parse(CommandLine.Run("inspect", Run, "--format", "json").Succeeded()).RootElement.GetProperty("training");
        double nats = record.GetProperty("validation_loss_nats").GetDouble();
        StringAssert.Contains(output, string.Create(
            CultureInfo.InvariantCulture,
            $"validation loss  {nats:F4} nats per word, {record.GetProperty("validation_bits_per_character").GetDouble():F4} bits per character, perplexity {record.GetProperty("validation_perplexity_per_word").GetDouble():F2} per word"));
        StringAssert.Contains(trained.Error, $"{nats.ToString("F4", CultureInfo.InvariantCulture)} nats per word");

        // Of the 11 tokens of a line, 6 are neither blanks nor the newline.
        Assert.AreEqual(nats * 11 / 6, Math.Log(record.GetProperty("validation_perplexity_per_word").GetDouble()), 0.1);
    }

    [TestMethod]
    public void A_sampled_softmax_that_leaves_nothing_out_is_refused() => CommandLine.Run(
        "train", "--corpus", Folder.File("rhyme.txt"), "--tokenization", "words", "--output", Folder.File("other"), "--hidden", "8", "--batch-size", "4", "--sequence-length", "8", "--sampled-softmax", "19")
        .AssertComplains(2, "SampledSoftmax is 19; must be below the size of the vocabulary, 19 tokens");

    [TestMethod]
    public void Cells_are_not_shown_for_words() =>
        CommandLine.Run("visualize", Onnx, Folder.File("rhyme.txt"), "--output", Folder.File("seen.html")).AssertComplains(1, "reads words");
}
