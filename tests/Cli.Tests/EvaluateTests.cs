using System.Text;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary>What <c>evaluate</c> measures: the text that the run kept back, as the run read it, or none.</summary>
[TestClass]
public sealed class EvaluateTests : IDisposable
{
    private const string Line = "the cat sat on the mat.\n";

    private static readonly string[] Settings = ["--hidden", "8", "--batch-size", "4", "--sequence-length", "8", "--max-steps", "4", "--sample-length", "0", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Run => folder.File("run");

    [TestMethod]
    public void A_corpus_that_has_changed_is_refused_with_both_hashes()
    {
        string text = Write("text.txt", Line);
        Train(text);
        CommandLine.Run("evaluate", Run).Succeeded();
        File.AppendAllText(text, Line);
        string changed = "The corpus text.txt has changed: its SHA-256 is ";
        CommandLine.Run("evaluate", Run).AssertComplains(1, changed);
        CommandLine.Run("evaluate", Run, "--baseline", "ngram").AssertComplains(1, changed);
        CommandLine.Run("evaluate", Run, "--corpus", Write("other.txt", "another\n"), "--baseline", "ngram").AssertComplains(1, changed);
        StringAssert.Contains(CommandLine.Run("evaluate", Run, "--corpus", text).Succeeded(), $"{text}, 984 characters");
    }

    [TestMethod]
    public void The_text_of_the_run_is_its_part_wherever_it_is_now()
    {
        string text = Write("text.txt", Line);
        Train(text);
        string there = Evaluate();
        StringAssert.Contains(there, "the validation part of text.txt, 48 characters");
        Directory.CreateDirectory(folder.File("new"));
        File.Move(text, folder.File("new/text.txt"));
        CommandLine.Run("evaluate", Run).AssertComplains(1, $"The run's text {text} is no longer there; --corpus says where it is now.");
        Assert.AreEqual(there.Replace("text.txt", folder.File("new/text.txt"), StringComparison.Ordinal), Evaluate("--corpus", folder.File("new/text.txt")));
        Assert.AreEqual(
            there.Replace("text.txt", "standard input", StringComparison.Ordinal),
            CommandLine.RunWithInput(File.ReadAllBytes(folder.File("new/text.txt")), "evaluate", Run, "--corpus", "-").Succeeded());
    }

    [TestMethod]
    public void A_validation_corpus_that_moved_is_named_anew()
    {
        string text = Write("text.txt", Line);
        string validation = Write("validation.txt", "the mat sat on the cat.\n");
        Train(text, "--validation-corpus", validation);
        string there = Evaluate();
        StringAssert.Contains(there, "the validation part of text.txt, 960 characters");
        File.Move(text, folder.File("new.txt"));
        File.Move(validation, folder.File("new-validation.txt"));
        Assert.AreEqual(there.Replace("text.txt", "new.txt", StringComparison.Ordinal), Evaluate("--corpus", folder.File("new.txt"), "--validation-corpus", folder.File("new-validation.txt")));
        StringAssert.Contains(Evaluate("--corpus", folder.File("new-validation.txt")), $"{folder.File("new-validation.txt")}, 960 characters"); // a text, not the run's
        CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("new.txt"), "--validation-corpus", folder.File("new.txt")).AssertComplains(2, "--validation-corpus applies only to a run");
    }

    [TestMethod]
    public void Line_ends_and_invalid_bytes_are_read_as_the_run_read_them()
    {
        byte[] text = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("the café sat.\r\n", 60)));
        File.WriteAllBytes(folder.File("latin1.txt"), text);
        File.WriteAllBytes(folder.File("other.txt"), text[15..]);
        Train(folder.File("latin1.txt"), "--replace-invalid", "--normalize-line-ends");
        StringAssert.Contains(Evaluate("--corpus", folder.File("latin1.txt")), "the validation part of ");
        StringAssert.Contains(Evaluate("--corpus", folder.File("other.txt")), "826 characters, 0 of them unknown"); // 59 lines of 14
        CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("latin1.txt")).AssertComplains(1, "byte 0xE9");
        CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("latin1.txt"), "--replace-invalid").Succeeded();
    }

    [TestMethod]
    public void A_model_without_a_carriage_return_loses_nothing_by_it()
    {
        string lf = Write("lf.txt", Line);
        string crlf = Write("crlf.txt", Line.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.AreEqual(Nats(lf), Nats(crlf));

        static double Nats(string text) => JsonDocument.Parse(CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", text, "--format", "json").Succeeded()).RootElement.GetProperty("nats").GetDouble();
    }

    [TestMethod]
    public void A_text_is_named_as_for_train()
    {
        Directory.CreateDirectory(folder.File("texts"));
        Write("texts/a.txt", Line);
        Write("texts/b.txt", Line);
        StringAssert.Contains(CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("texts")).Succeeded(), $"{folder.File("texts")}, 1,920 characters");
        StringAssert.Contains(CommandLine.RunWithInput("the cat"u8.ToArray(), "evaluate", TrainedModel.Onnx, "--corpus", "-").Succeeded(), "standard input, 7 characters");
        CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("none")).AssertComplains(1, "does not exist; give a text file, a folder, - for standard input, or one of the names dotnet-docs-small,");
        CommandLine.RunWithInput([], "evaluate", TrainedModel.Onnx, "--corpus", "-").AssertComplains(1, "standard input has no character; there is nothing to measure.");
    }

    [TestMethod]
    public void The_average_of_a_line_is_the_same_for_score_and_evaluate_and_counts_its_end()
    {
        Train(Write("lines.txt", "abba\n"), "--unit", "line", "--max-line-length", "10");
        File.WriteAllText(folder.File("one.txt"), "ab\n");
        double evaluated = Json("evaluate", Run, "--corpus", folder.File("one.txt")).GetProperty("bits_per_character").GetDouble();
        JsonElement scored = Json("score", Run, folder.File("one.txt"));
        Assert.AreEqual(evaluated, scored.GetProperty("bits_per_character").GetDouble(), 1e-9);
        Assert.AreEqual(-scored.GetProperty("log_likelihood").GetDouble() / Math.Log(2) / 3, evaluated, 1e-9); // a, b and the end
        Assert.AreEqual(2, scored.GetProperty("character_count").GetInt32());

        static JsonElement Json(params string[] arguments) => JsonDocument.Parse(CommandLine.Run([.. arguments, "--format", "json"]).Succeeded()).RootElement;
    }

    [TestMethod]
    public void Bits_per_character_of_a_byte_model_count_all_bytes_of_one_in_training_and_elsewhere()
    {
        string text = folder.File("text.txt");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("кот спал на печке\n", 60)));
        CommandResult trained = CommandLine.Run(["train", "--corpus", text, "--output", Run, .. Settings, "--tokenization", "bytes", "--validation-fraction", "0.3"]);
        trained.Succeeded();
        JsonElement record = JsonDocument.Parse(CommandLine.Run("inspect", Run, "--format", "json").Succeeded()).RootElement.GetProperty("training");
        double nats = record.GetProperty("validation_loss_nats").GetDouble();
        double bits = record.GetProperty("validation_bits_per_character").GetDouble();
        Assert.AreEqual(nats / Math.Log(2) * 32 / 18, bits, 0.01); // 14 letters of two bytes, 3 spaces and a newline of one
        StringAssert.Contains(trained.Error, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"validation loss {nats:F4} nats per byte, {bits:F4} bits/char"));
        StringAssert.Contains(CommandLine.Run("inspect", Run).Succeeded(), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{nats:F4} nats per byte, {bits:F4} bits per character"));
        double evaluated = JsonDocument.Parse(CommandLine.Run("evaluate", Run, "--format", "json").Succeeded()).RootElement.GetProperty("bits_per_character").GetDouble();
        Assert.AreEqual(bits, evaluated, 0.05 * bits); // in one stream here, in two there
    }

    private void Train(string corpus, params string[] more) => CommandLine.Run(["train", "--corpus", corpus, "--output", Run, .. Settings, .. more]).Succeeded();

    private string Evaluate(params string[] more) => CommandLine.Run(["evaluate", Run, .. more]).Succeeded();

    private string Write(string name, string line)
    {
        File.WriteAllText(folder.File(name), string.Concat(Enumerable.Repeat(line, 40)));
        return folder.File(name);
    }
}
