using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

[TestClass]
public sealed class ScoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_bad_line_has_its_error_in_its_place()
    {
        string file = Write("b.txt", [.. "the cat sat.\ncaf"u8, 0xE9, .. "\nthe dog.\n"u8]);
        string good = CommandLine.RunWithInput("the cat sat.\nthe dog.\n"u8.ToArray(), "score", TrainedModel.Onnx).Succeeded();
        string[] expected = good.Split('\n');
        string problem = $"Line 2 of {file} is not UTF-8: byte 0xE9 at byte offset 16 is invalid there. Convert the file, or replace invalid bytes.";

        CommandResult text = CommandLine.Run("score", TrainedModel.Onnx, file);
        text.AssertFails("1 of the lines could not be scored; each has its error in its place.");
        Assert.AreEqual($"{expected[0]}\nerror\t\t\t{problem}\n{expected[1]}\n", text.Output);

        CommandResult json = CommandLine.Run("score", TrainedModel.Onnx, file, "--format", "json");
        json.AssertFails("1 of the lines could not be scored");
        JsonElement[] lines = Json(json.Output);
        Assert.AreEqual(problem, lines[1].GetProperty("error").GetString());
        Assert.AreEqual("caf\uFFFD", lines[1].GetProperty("text").GetString());
        Assert.AreEqual(JsonValueKind.Null, lines[1].GetProperty("log_likelihood").ValueKind);
        Assert.IsFalse(lines[2].TryGetProperty("error", out _));

        CommandResult strict = CommandLine.Run("score", TrainedModel.Onnx, file, "--strict");
        strict.AssertFails(problem);
        Assert.AreEqual($"{expected[0]}\n", strict.Output);

        string[] replaced = CommandLine.Run("score", TrainedModel.Onnx, file, "--replace-invalid", "--strict").Succeeded().Split('\n');
        StringAssert.EndsWith(replaced[1], "\tcaf\uFFFD");
    }

    [TestMethod]
    public void An_unknown_character_that_is_an_error_is_that_of_its_line()
    {
        string file = Write("u.txt", string.Concat(Enumerable.Repeat("the cat\n", 300)) + "thé\nthe dog\n");
        CommandResult result = CommandLine.Run("score", TrainedModel.Onnx, file, "--unknown", "error");
        result.AssertFails("1 of the lines could not be scored");
        string[] lines = result.Output.Split('\n');
        StringAssert.StartsWith(lines[300], $"error\t\t\tLine 301 of {file}: Character 3 of the text, 'é' (U+00E9), is not in the vocabulary.");
        StringAssert.EndsWith(lines[301], "\tthe dog");
        CommandResult strict = CommandLine.Run("score", TrainedModel.Onnx, file, "--unknown", "error", "--strict");
        strict.AssertFails($"Line 301 of {file}: Character 3");
        Assert.AreEqual(string.Join('\n', lines[..300]) + "\n", strict.Output);
        CommandLine.Run("score", TrainedModel.Onnx, file, "--unknown", "replace").AssertFails("1 of the lines could not be scored");
    }

    [TestMethod]
    public void What_was_skipped_as_a_whole_has_no_score()
    {
        byte[] input = Encoding.UTF8.GetBytes("你好\nthe 你好cat\nthe cat\n");
        string[] text = CommandLine.RunWithInput(input, "score", TrainedModel.Onnx, "--unknown", "skip").Succeeded().Split('\n');
        Assert.AreEqual("NaN\tNaN\t2\t你好", text[0]);
        Assert.AreEqual(text[2].Split('\t')[0], text[1].Split('\t')[0], "the average is over what was read");
        JsonElement json = Json(CommandLine.RunWithInput(input, "score", TrainedModel.Onnx, "--unknown", "skip", "--format", "json").Succeeded())[0];
        foreach (string name in (string[])["log_likelihood", "bits_per_character", "perplexity"])
        {
            Assert.AreEqual(JsonValueKind.Null, json.GetProperty(name).ValueKind, name);
        }

        Assert.AreEqual(2, json.GetProperty("unknown_count").GetInt32());
    }

    [TestMethod]
    public void An_empty_line_costs_nothing()
    {
        Assert.AreEqual("NaN\t0.000\t0\t\n", CommandLine.RunWithInput("\n"u8.ToArray(), "score", TrainedModel.Onnx).Succeeded());
        StringAssert.Contains(CommandLine.RunWithInput("\n"u8.ToArray(), "score", TrainedModel.Onnx, "--format", "json").Succeeded(), "\"log_likelihood\":0,");
    }

    [TestMethod]
    public void Surprisals_add_up_to_the_log_likelihood()
    {
        byte[] input = "the cat\nthé\n"u8.ToArray();
        foreach (JsonElement line in Json(CommandLine.RunWithInput(input, "score", TrainedModel.Onnx, "--surprisals", "--format", "json").Succeeded()))
        {
            double[] bits = [.. line.GetProperty("surprisals").EnumerateArray().Select(bit => bit.GetDouble())];
            Assert.HasCount(line.GetProperty("character_count").GetInt32(), bits);
            Assert.AreEqual(line.GetProperty("log_likelihood").GetDouble(), -bits.Sum() * Math.Log(2), 1e-9);
        }

        string[] columns = CommandLine.RunWithInput(input, "score", TrainedModel.Onnx, "--surprisals").Succeeded().Split('\n')[1].Split('\t');
        Assert.HasCount(5, columns);
        StringAssert.EndsWith(columns[3], " 20.000");
        Assert.AreEqual("thé", columns[4]);
    }

    [TestMethod]
    public void Several_files_are_scored_in_order_and_one_that_is_missing_is_named_before_the_first()
    {
        string first = Write("1.txt", "the cat");
        string second = Write("2.txt", "the dog\n");
        string[] lines = CommandLine.RunWithInput("the mat\n"u8.ToArray(), "score", TrainedModel.Onnx, first, "-", second).Succeeded().TrimEnd('\n').Split('\n');
        CollectionAssert.AreEqual((string[])["the cat", "the mat", "the dog"], lines.Select(line => line.Split('\t')[3]).ToArray());
        CommandLine.Run("score", TrainedModel.Onnx, first, folder.File("none.txt")).AssertComplains(1, $"Cannot read {folder.File("none.txt")}: it does not exist.");
    }

    [TestMethod]
    public void Lines_from_a_live_pipe_are_scored_as_they_come()
    {
        using Process process = CommandLine.Start("score", TrainedModel.Onnx);
        for (int i = 0; i < 3; i++)
        {
            process.StandardInput.WriteLine($"the cat {i}");
            process.StandardInput.Flush();
            StringAssert.EndsWith(process.StandardOutput.ReadLine(), $"\tthe cat {i}"); // the input is still open
        }

        process.StandardInput.Close();
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    public void A_file_does_not_wait_for_the_pipe_after_it()
    {
        using Process process = CommandLine.Start("score", TrainedModel.Onnx, Write("first.txt", "the cat\n"), "-");
        StringAssert.EndsWith(process.StandardOutput.ReadLine(), "\tthe cat"); // standard input is open, and empty
        process.StandardInput.WriteLine("the dog");
        process.StandardInput.Close();
        StringAssert.EndsWith(process.StandardOutput.ReadToEnd(), "\tthe dog\n");
    }

    [TestMethod]
    public void Utf16_is_named_and_carriage_returns_alone_get_a_hint()
    {
        string wide = Write("wide.txt", Encoding.Unicode.GetBytes("the cat\nthe dog\n"));
        CommandLine.Run("score", TrainedModel.Onnx, wide).AssertComplains(1, $"{wide} is UTF-16LE, not UTF-8:");
        CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", wide).AssertComplains(1, $"{wide} is UTF-16LE, not UTF-8:");
        CommandLine.Run("train", "--corpus", wide, "--output", folder.File("run"), "--replace-invalid").AssertComplains(1, $"{wide} is UTF-16LE, not UTF-8:");
        CommandLine.Run("export", TrainedModel.Run, "--calibrate", wide, "--output", folder.File("m.onnx")).AssertComplains(1, $"{wide} is UTF-16LE, not UTF-8:");

        CommandResult old = CommandLine.Run("score", TrainedModel.Onnx, Write("old.txt", "the cat\rthe dog\r"));
        old.Succeeded();
        StringAssert.Contains(old.Error, "has carriage returns but no line feeds, so it is one line. Convert its line ends");
        Assert.AreEqual("", CommandLine.Run("score", TrainedModel.Onnx, Write("new.txt", "the cat\r\nthe dog\r\n")).Error);
    }

    [TestMethod]
    public void Lines_of_many_megabytes_wait_for_those_before_them()
    {
        const int lines = 40;
        using Process process = CommandLine.Start("score", TrainedModel.Onnx);
        byte[] line = [.. Enumerable.Repeat((byte)'t', 15_000_000), (byte)'\n'];
        int written = 0;
        Task writing = Task.Run(() =>
        {
            for (int i = 0; i < lines; i++, written++)
            {
                process.StandardInput.BaseStream.Write(line);
            }
        });
        while (written < 2)
        {
            Assert.IsFalse(process.HasExited);
            Thread.Sleep(100);
        }

        Thread.Sleep(2000); // enough to read all of them, if it did
        Assert.IsLessThan(10, written);
        process.Kill();
        Assert.ThrowsExactly<IOException>(writing.GetAwaiter().GetResult); // it was still writing
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_device_without_end_is_refused() =>
        CommandLine.Run("score", TrainedModel.Onnx, "/dev/zero").AssertComplains(1, "/dev/zero is binary, not text: line 1 has NULs and more than 16777216 bytes.");

    [TestMethod]
    public void An_empty_text_has_nothing_to_evaluate()
    {
        foreach (string text in (string[])["", "\uFEFF"])
        {
            string file = Write("empty.txt", text);
            CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", file, "--format", "json").AssertComplains(1, $"{file} has no character; there is nothing to measure.");
        }
    }

    [TestMethod]
    public void Lines_without_a_character_are_nothing_to_evaluate()
    {
        string names = Path.Combine(AppContext.BaseDirectory, "models", "dotnet-names.onnx");
        string file = Write("newlines.txt", "\n\n");
        CommandLine.Run("evaluate", names, "--corpus", file, "--format", "json").AssertComplains(1, $"{file} has no line with a character; there is nothing to measure.");
    }

    [TestMethod]
    public void A_perplexity_beyond_double_is_null()
    {
        WeightsFile weights = WeightsFile.Load(Path.Combine(TrainedModel.Run, "best.safetensors"));
        weights.Weights["decoder.bias"].Data[0] = 1e6f; // a newline, always
        string path = folder.File("sure.safetensors");
        weights.Save(path);
        CommandLine.Run("export", path, "--output", folder.File("sure.onnx")).Succeeded();
        string text = Write("text.txt", "the cat");
        JsonElement json = Json(CommandLine.Run("evaluate", folder.File("sure.onnx"), "--corpus", text, "--format", "json").Succeeded())[0];
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("perplexity").ValueKind);
        Assert.AreEqual(1e6, json.GetProperty("nats").GetDouble(), 1e3);
        json = Json(CommandLine.Run("score", folder.File("sure.onnx"), text, "--format", "json").Succeeded())[0];
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("perplexity").ValueKind);
        StringAssert.Contains(CommandLine.Run("evaluate", folder.File("sure.onnx"), "--corpus", text).Succeeded(), "perplexity ");
    }

    [TestMethod]
    public void A_corpus_of_carriage_returns_gets_the_hint()
    {
        string old = Write("old.txt", string.Concat(Enumerable.Repeat("the cat\r", 400)));
        string[] train = ["train", "--corpus", old, "--output", folder.File("run"), "--hidden", "8", "--batch-size", "4", "--max-steps", "1", "--threads", "1"];
        CommandLine.Run([.. train, "--unit", "line"]).AssertComplains(1, "Line 1 of the corpus old.txt has 3200 tokens; a line can have at most 1000. old.txt has carriage returns but no line feeds");
        CommandResult trained = CommandLine.Run(train);
        trained.Succeeded();
        StringAssert.Contains(trained.Error, "warning: old.txt has carriage returns but no line feeds");
    }

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder.File(name), bytes);
        return folder.File(name);
    }

    private static JsonElement[] Json(string output) => [.. output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
