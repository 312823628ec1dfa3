using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

[TestClass]
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Version_says_what_it_is_made_of()
    {
        string version = CommandLine.RunProgram("--version").Succeeded();
        StringAssert.Matches(version, new(@"^charrnn \d+\.\d+\.\d+ \(torchsharp \S+; ONNX Runtime \d+\.\d+\.\d+; \.NET \d+\.\d+\.\d+\S*, \w+-\w+\)\s*$"));
    }

    [TestMethod]
    public void A_run_folder_holds_what_the_contract_says()
    {
        foreach (string name in (string[])["config.json", "last.safetensors", "best.safetensors", "metrics.jsonl", "samples.txt"])
        {
            Assert.IsTrue(File.Exists(Path.Combine(TrainedModel.Run, name)), name);
        }

        Assert.IsTrue(File.Exists(Path.ChangeExtension(TrainedModel.Onnx, ".json")));
        StringAssert.StartsWith(File.ReadAllText(Path.Combine(TrainedModel.Run, "samples.txt")), "=== step 0 ===\n");
    }

    [TestMethod]
    public void Sample_goes_on_from_the_prompt_and_the_same_seed_says_the_same()
    {
        string[] arguments = ["sample", TrainedModel.Onnx, "--prompt", "the cat ", "--length", "40", "--seed", "3", "--temperature", "0.5"];
        string text = CommandLine.Run(arguments).Succeeded();
        StringAssert.StartsWith(text, "the cat ");
        Assert.AreEqual("the cat ".Length + 40 + 1, text.Length);
        Assert.AreEqual(text, CommandLine.Run(arguments).Succeeded());
    }

    [TestMethod]
    public void Sample_count_gives_texts_that_can_each_be_had_alone()
    {
        string two = Sample("--count", "2", "--seed", "3");
        Assert.AreEqual(two, Sample("--seed", "3") + Sample("--seed", "4"));

        string Sample(params string[] more) => CommandLine.Run(["sample", TrainedModel.Onnx, "--length", "30", .. more]).Succeeded();
    }

    [TestMethod]
    public void A_seed_that_was_drawn_is_shown_and_gives_the_text_again()
    {
        CommandResult drawn = CommandLine.Run("sample", TrainedModel.Onnx, "--length", "60");
        string seed = drawn.Error.Trim().Split(' ')[^1];
        Assert.AreEqual($"seed {seed}", drawn.Error.Trim());
        CommandResult again = CommandLine.Run("sample", TrainedModel.Onnx, "--length", "60", "--seed", seed);
        Assert.AreEqual(drawn.Succeeded(), again.Succeeded());
        Assert.AreEqual("", again.Error);
    }

    [TestMethod]
    public void An_unknown_option_is_not_taken_for_a_file()
    {
        CommandLine.Run("score", TrainedModel.Onnx, "--surprise").AssertComplains(2, "--surprise is not an option. Write -- before files whose names begin with a dash.");
        CommandLine.Run("score", TrainedModel.Onnx, "--", "--surprise").AssertComplains(1, "Cannot read --surprise: it does not exist.");
        foreach (string command in (string[])["sample", "evaluate", "inspect"])
        {
            CommandLine.Run(command, "--surprise").AssertComplains(2, "--surprise is not an option");
        }

        Assert.AreEqual(2, CommandLine.Run("export", "--surprise", "--output", folder.File("m.onnx")).ExitCode);
        Assert.AreEqual("", CommandLine.RunWithInput([], "score", TrainedModel.Onnx, "-").Succeeded());
    }

    [TestMethod]
    public void Temperature_zero_is_greedy()
    {
        string[] arguments = ["sample", TrainedModel.Onnx, "--temperature", "0", "--length", "30"];
        Assert.AreEqual(CommandLine.Run(arguments).Succeeded(), CommandLine.Run(arguments).Succeeded());
    }

    [TestMethod]
    public void Score_answers_line_by_line_in_order()
    {
        byte[] input = Encoding.UTF8.GetBytes("the dog sat on the log.\r\n\nzzz é\nthe cat");
        string[] text = CommandLine.RunWithInput(input, "score", TrainedModel.Onnx).Succeeded().TrimEnd('\n').Split('\n');
        Assert.HasCount(4, text);
        CollectionAssert.AreEqual((string[])["the dog sat on the log.", "", "zzz é", "the cat"], text.Select(line => line.Split('\t')[3]).ToArray());

        File.WriteAllBytes(folder.File("in.txt"), input);
        string[] json = CommandLine.Run("score", TrainedModel.Onnx, folder.File("in.txt"), "--format", "json").Succeeded().TrimEnd('\n').Split('\n');
        JsonElement[] lines = [.. json.Select(line => JsonDocument.Parse(line).RootElement)];
        CollectionAssert.AreEqual(
            (string[])["text", "log_likelihood", "bits_per_character", "perplexity", "character_count", "unknown_count"],
            lines[0].EnumerateObject().Select(property => property.Name).ToArray());
        Assert.AreEqual(0, lines[1].GetProperty("log_likelihood").GetDouble());
        Assert.AreEqual(JsonValueKind.Null, lines[1].GetProperty("bits_per_character").ValueKind);
        Assert.AreEqual("zzz é", lines[2].GetProperty("text").GetString());
        Assert.AreEqual(4, lines[2].GetProperty("unknown_count").GetInt32());
        Assert.IsLessThan(lines[2].GetProperty("bits_per_character").GetDouble(), lines[0].GetProperty("bits_per_character").GetDouble());
    }

    [TestMethod]
    public void Inspect_tells_the_same_of_run_weights_and_model_as_text_and_as_json()
    {
        foreach (string source in (string[])[TrainedModel.Onnx, TrainedModel.Run, Path.Combine(TrainedModel.Run, "best.safetensors")])
        {
            string text = CommandLine.Run("inspect", source).Succeeded();
            StringAssert.Contains(text, "1 x 32 LSTM, embedding 8, fp32");
            StringAssert.Contains(text, "validation loss  ");
            JsonElement json = JsonDocument.Parse(CommandLine.Run("inspect", source, "--format", "json").Succeeded()).RootElement;
            Assert.AreEqual(32, json.GetProperty("description").GetProperty("hidden_size").GetInt32());
            Assert.AreEqual("runes", json.GetProperty("vocabulary").GetProperty("tokenization").GetString());
            Assert.AreEqual("rhyme.txt", json.GetProperty("training").GetProperty("corpus").GetString());
            Assert.AreEqual(5991, json.GetProperty("parameters").GetInt64()); // 15 x 8, 128 x (8 + 32 + 2), 15 x 33
        }
    }

    [TestMethod]
    public void A_sample_ends_before_a_stop_string()
    {
        string whole = CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "200", "--top-p", "0.9", "--presence-penalty", "0.1").Succeeded();
        string stopped = CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "200", "--top-p", "0.9", "--presence-penalty", "0.1", "--stop", "log", "--stop", "mat").Succeeded();
        Assert.IsLessThan(whole.Length, stopped.Length);
        StringAssert.StartsWith(whole, stopped.TrimEnd('\n'));
        Assert.DoesNotContain("log", stopped);
        Assert.DoesNotContain("mat", stopped);
    }

    [TestMethod]
    public void Bad_usage_ends_with_2()
    {
        CommandLine.Run("sample").AssertComplains(2, "Required argument 'MODEL|RUN|WEIGHTS' missing");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", folder.File("r"), "--hidden", "0").AssertComplains(2, "HiddenSize is 0; must be from 1 to 8192.");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", folder.File("r"), "--hidden", "many").AssertComplains(2, "many");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", folder.File("r"), "--device", "gpu").AssertComplains(2, "Device is gpu; must be auto, cpu, cuda or cuda:n.");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", folder.File("r"), "--max-gradient-norm", "1", "--max-gradient-value", "5").AssertComplains(2, "MaxGradientNorm is 1 and MaxGradientValue 5;");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", folder.File("r"), "--preset", "rnn").AssertComplains(2, "Preset is rnn; must be one of char-rnn, torch-rnn,");
        CommandLine.Run("sample", TrainedModel.Onnx, "--temperature", "-1").AssertComplains(2, "Temperature is -1; must be a finite number, 0 or more.");
        CommandLine.Run("sample", TrainedModel.Onnx, "--temperature", "NaN").AssertComplains(2, "--temperature is NaN; must be a number such as 0.8, with a decimal point and without separators.");
        CommandLine.Run("sample", TrainedModel.Onnx, "--top-p", "0", "--min-p", "2").AssertComplains(2, "TopP is 0; must be above 0 and at most 1 (all). MinP is 2; must be from 0 (all) to 1.");
        CommandLine.Run("sample", TrainedModel.Onnx, "--length", "0").AssertComplains(2, "--length is 0; must be from 1 to 100000000.");
        CommandLine.Run("export", TrainedModel.Run, "--output", folder.File("m.bin")).AssertComplains(2, "must end in .onnx.");
        Assert.IsFalse(Directory.Exists(folder.File("r")));
    }

    [TestMethod]
    public void Bad_input_ends_with_1_and_makes_no_output()
    {
        string output = folder.File("run");
        File.WriteAllText(folder.File("empty.txt"), "");
        File.WriteAllText(folder.File("short.txt"), "abc");
        File.WriteAllBytes(folder.File("latin1.txt"), [.. "caf"u8, 0xE9, .. " noir"u8]);
        Train("empty.txt").AssertComplains(1, "empty.txt is empty.");
        Train("short.txt").AssertComplains(1, "has 3 tokens to train on; one window of batch size 16 and sequence length 64 needs 1025.");
        Train("latin1.txt").AssertComplains(1, "byte 0xE9 at byte offset 3 is invalid there.");
        Train("none.txt").AssertComplains(1, "does not exist; give a text file, a folder, - for standard input, or one of the names dotnet-docs-small");
        CommandLine.Run("sample", TrainedModel.Onnx, "--prompt", "thé").AssertComplains(1, "Character 3 of the text, 'é' (U+00E9), is not in the vocabulary. Known: \\n .");
        CommandLine.Run("sample", TrainedModel.Corpus).AssertComplains(1, "is not an ONNX file: ");
        CommandLine.Run("sample", folder.Path).AssertComplains(1, $"{folder.Path} is not a run of CharRnn: it has no config.json.");
        CommandLine.Run("score", folder.Path).AssertComplains(1, $"{folder.Path} is not a run of CharRnn: it has no config.json.");
        CommandLine.Run("evaluate", folder.File("none.onnx"), "--corpus", TrainedModel.Corpus).AssertComplains(1, "none.onnx");
        CommandLine.Run("inspect", folder.Path).AssertComplains(1, "is not a run of CharRnn: it has no config.json.");
        CommandLine.Run("score", TrainedModel.Onnx, folder.File("none.txt")).AssertComplains(1, "Cannot read ");
        Assert.IsFalse(Directory.Exists(output));

        CommandResult Train(string corpus) => CommandLine.Run("train", "--corpus", folder.File(corpus), "--output", output);
    }

    [TestMethod]
    public void An_output_that_is_not_a_run_is_left_alone()
    {
        File.WriteAllText(folder.File("mine.txt"), "mine");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", folder.Path, "--overwrite", "--batch-size", "1")
            .AssertComplains(1, "exists and is not a run of CharRnn");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", TrainedModel.Run, "--batch-size", "1")
            .AssertComplains(1, "already holds a run");
        Assert.AreEqual("mine", File.ReadAllText(folder.File("mine.txt")));
    }

    [TestMethod]
    public void A_reader_who_leaves_early_is_no_error()
    {
        using Process process = CommandLine.Start("sample", TrainedModel.Onnx, "--seed", "1", "--length", "100000000"); // hours, for a reader who stays
        process.StandardInput.Close();
        Assert.AreNotEqual(-1, process.StandardOutput.Read());
        process.StandardOutput.Close();
        bool ended = process.WaitForExit(TimeSpan.FromMinutes(1));
        process.Kill();
        Assert.IsTrue(ended, "it goes on for nobody");
        Assert.AreEqual("", process.StandardError.ReadToEnd());
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Ctrl_C_while_training_leaves_a_usable_run()
    {
        string run = folder.File("run");
        using Process process = CommandLine.StartInterruptible(
            "train", "--corpus", TrainedModel.Corpus, "--output", run, "--batch-size", "4", "--hidden", "16", "--epochs", "100000",
            "--validate-every", "1000000", "--report-every", "5", "--threads", "1");
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string metrics = Path.Combine(run, "metrics.jsonl");
        for (int waited = 0; waited < 600 && !(File.Exists(metrics) && new FileInfo(metrics).Length > 0); waited++)
        {
            Assert.IsFalse(process.HasExited, "it ended by itself");
            Thread.Sleep(100);
        }

        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(1)), "it did not stop");
        Assert.AreEqual(130, process.ExitCode, error.Result);
        StringAssert.Contains(error.Result, "stopped after ");
        Assert.AreEqual(run, output.Result.Trim());
        string onnx = folder.File("stopped.onnx");
        CommandLine.Run("export", run, "--output", onnx).Succeeded();
        CommandLine.Run("sample", onnx, "--length", "20").Succeeded();
    }

    [TestMethod]
    public void Killed_again_and_again_and_resumed_it_ends_as_if_it_had_not_been()
    {
        string[] settings = ["--corpus", TrainedModel.Corpus, "--batch-size", "4", "--hidden", "16", "--sequence-length", "16", "--dropout", "0.2", "--max-steps", "400", "--epochs", "100", "--validate-every", "20", "--report-every", "5", "--threads", "1"];
        string whole = folder.File("whole");
        string killed = folder.File("killed");
        CommandLine.RunProgram(["train", "--output", whole, .. settings]).Succeeded();
        string[] arguments = ["train", "--output", killed, .. settings];
        foreach (int reports in (int[])[1, 14, 37])
        {
            KillAfter(reports, arguments, Path.Combine(killed, "metrics.jsonl"));
            arguments = ["train", "--output", killed, "--resume"];
        }

        CommandLine.RunProgram(arguments).Succeeded();
        foreach (string name in (string[])["last.safetensors", "best.safetensors", "samples.txt"])
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(whole, name)), File.ReadAllBytes(Path.Combine(killed, name)), name);
        }

        CommandLine.Run([.. arguments, "--hidden", "32"]).AssertComplains(2, "--hidden cannot be combined with --resume");

    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_checkpoint_that_the_disk_has_no_room_for_leaves_the_one_before()
    {
        // 81 KB of weights and three times as much of checkpoint: the first limit stops the former, the second the latter.
        string[] settings = ["--corpus", TrainedModel.Corpus, "--batch-size", "4", "--hidden", "64", "--sequence-length", "16", "--max-steps", "400", "--epochs", "100", "--validate-every", "40", "--report-every", "5", "--threads", "1"];
        string whole = folder.File("whole");
        string full = folder.File("full");
        CommandLine.RunProgram(["train", "--output", whole, .. settings]).Succeeded();
        KillAfter(17, ["train", "--output", full, .. settings], Path.Combine(full, "metrics.jsonl"));
        string[] resume = ["train", "--output", full, "--resume"];
        CommandLine.RunWithFilesUpTo(60, resume).AssertComplains(1, $"charrnn: Cannot write {Path.Combine(full, "last.safetensors")}: ");
        CommandLine.RunWithFilesUpTo(150, resume).AssertComplains(1, $"charrnn: Cannot write {Path.Combine(full, "checkpoint.bin")}: ");
        Assert.IsEmpty(Directory.GetFiles(full, "*.tmp"));
        CommandLine.Run("export", full, "--output", folder.File("full.onnx")).Succeeded();
        CommandLine.RunProgram(resume).Succeeded();
        foreach (string name in (string[])["last.safetensors", "best.safetensors", "samples.txt"])
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(whole, name)), File.ReadAllBytes(Path.Combine(full, name)), name);
        }
    }

    [TestMethod]
    public void Fine_tuning_takes_network_and_vocabulary_from_the_weights_and_adds_to_them()
    {
        string corpus = folder.File("new.txt");
        string run = folder.File("tuned");
        File.WriteAllText(corpus, string.Concat(Enumerable.Repeat("a black cât!\n", 40)));
        string[] tune = ["train", "--corpus", corpus, "--output", run, "--batch-size", "4", "--sequence-length", "16", "--threads", "1"];
        string[] fromRun = ["--init-from", TrainedModel.Run];
        string best = Path.Combine(TrainedModel.Run, "best.safetensors");
        CommandLine.Run([.. tune, .. fromRun, "--hidden", "64", "--cell", "gru", "--tokenization", "bytes"])
            .AssertComplains(2, $"Tokenization is Bytes; must be Runes, as in {best}. Cell is Gru; must be Lstm, as in {best}. HiddenSize is 64; must be 32, as in {best}.");
        CommandLine.Run([.. tune, "--init-from", folder.File("none")]).AssertComplains(1, "Cannot read ");
        CommandLine.Run([.. tune, "--init-from", corpus]).AssertComplains(1, "it is truncated, or not a safetensors file.");
        Assert.IsFalse(Directory.Exists(run));

        CommandLine.Run([.. tune, .. fromRun, "--preset", "char-rnn", "--hidden", "32", "--max-steps", "4", "--validate-every", "0"]).Succeeded();
        JsonElement json = JsonDocument.Parse(CommandLine.Run("inspect", run, "--format", "json").Succeeded()).RootElement;
        Assert.AreEqual((32, 8, 1), (Size("hidden_size"), Size("embedding_size"), Size("layers")));
        Assert.AreEqual(19, Size("vocabulary_size")); // 15, and b, k, â, ! of the new text
        Assert.AreEqual("new.txt", json.GetProperty("training").GetProperty("corpus").GetString());
        Assert.AreEqual("rhyme.txt", json.GetProperty("training").GetProperty("earlier_trainings")[0].GetProperty("corpus").GetString());
        StringAssert.Contains(CommandLine.Run("inspect", run).Succeeded(), "steps on rhyme.txt");
        Assert.AreEqual(TrainedModel.Run, JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json"))).RootElement.GetProperty("training").GetProperty("init_from").GetString());
        StringAssert.Contains(CommandLine.Run("evaluate", run, "--baseline", "ngram").Succeeded(), "0 of them unknown");

        CommandLine.Run("train", "--output", run, "--resume").Succeeded();
        CommandLine.Run(["train", "--output", run, "--resume", .. fromRun]).AssertComplains(2, "--init-from cannot be combined with --resume");

        int Size(string name) => json.GetProperty("description").GetProperty(name).GetInt32();
    }

    [TestMethod]
    public void Every_kind_of_network_goes_from_text_to_text()
    {
        foreach (string[] network in (string[][])[["--cell", "gru", "--layers", "2", "--tied", "--embedding", "16"], ["--cell", "rnn", "--nonlinearity", "relu", "--embedding", "0"]])
        {
            string run = folder.File(network[1]);
            CommandLine.Run(["train", "--corpus", TrainedModel.Corpus, "--output", run, "--preset", "torch-rnn", "--hidden", "16", "--batch-size", "8", "--max-steps", "20", "--threads", "1", .. network]).Succeeded();
            CommandLine.Run("export", run, "--output", run + ".onnx").Succeeded();
            Assert.AreEqual(21, CommandLine.Run("sample", run + ".onnx", "--length", "20").Succeeded().Length);
        }

        string quick = folder.File("quick");
        CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", quick, "--preset", "tinyshakespeare-quick", "--hidden", "16", "--max-steps", "1").Succeeded();
        JsonElement config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(quick, "config.json"))).RootElement;
        Assert.AreEqual(0.1, config.GetProperty("corpus").GetProperty("validation_fraction").GetDouble());
        Assert.AreEqual(16, config.GetProperty("training").GetProperty("hidden_size").GetInt32());
    }

    [TestMethod]
    public void A_run_of_more_threads_than_this_machine_has_cores_trains_and_resumes()
    {
        string run = folder.File("run");
        CommandResult trained = CommandLine.Run("train", "--corpus", TrainedModel.Corpus, "--output", run, "--hidden", "8", "--max-steps", "1", "--threads", "1000");
        trained.Succeeded();
        string expected = $"threads: {Environment.ProcessorCount} instead of 1000; this machine has {Environment.ProcessorCount} cores";
        StringAssert.Contains(trained.Error, expected);
        CommandResult resumed = CommandLine.Run("train", "--output", run, "--resume");
        resumed.Succeeded();
        StringAssert.Contains(resumed.Error, expected);
    }

    [TestMethod]
    public void Evaluate_says_of_a_run_what_its_training_said_and_sets_an_ngram_model_beside()
    {
        double trained = JsonDocument.Parse(CommandLine.Run("inspect", TrainedModel.Run, "--format", "json").Succeeded()).RootElement
            .GetProperty("training").GetProperty("validation_loss_nats").GetDouble();
        JsonElement json = JsonDocument.Parse(CommandLine.Run("evaluate", TrainedModel.Run, "--baseline", "ngram", "--order", "12", "--format", "json").Succeeded()).RootElement;
        double nats = json.GetProperty("nats").GetDouble();
        Assert.AreEqual(144, json.GetProperty("characters").GetInt64());
        Assert.AreEqual(trained, nats, 0.1); // in one stream here, in two there
        Assert.AreEqual(Math.Exp(nats), json.GetProperty("perplexity").GetDouble(), 1e-9);
        Assert.AreEqual(12, json.GetProperty("ngram_order").GetInt32());
        Assert.IsLessThan(0.2, json.GetProperty("ngram_nats").GetDouble()); // the corpus repeats itself

        File.WriteAllText(folder.File("lines.txt"), string.Concat(Enumerable.Repeat("abba\n", 50)));
        CommandLine.Run("train", "--corpus", folder.File("lines.txt"), "--output", folder.File("lines"), "--unit", "line", "--start", "b", "--hidden", "8", "--max-steps", "1").Succeeded();
        json = JsonDocument.Parse(CommandLine.Run("evaluate", folder.File("lines"), "--baseline", "ngram", "--format", "json").Succeeded()).RootElement;
        Assert.IsLessThan(0.1, json.GetProperty("ngram_nats").GetDouble()); // lines end with newlines, whatever they are said to start with

        File.WriteAllText(folder.File("other.txt"), "the cat sat on the log.\nthé");
        string text = CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("other.txt")).Succeeded();
        StringAssert.Contains(text, "27 characters, 1 of them unknown");
        StringAssert.Matches(text, new(@"network +\d\.\d{4} nats, \d\.\d{4} bits per character, perplexity \d"));

        CommandLine.Run("evaluate", TrainedModel.Onnx).AssertComplains(2, "--corpus is missing");
        CommandLine.Run("evaluate", TrainedModel.Onnx, "--corpus", folder.File("other.txt"), "--baseline", "ngram").AssertComplains(2, "--baseline applies only to a run");
        CommandLine.Run("evaluate", TrainedModel.Run, "--baseline", "ngram", "--order", "21").AssertComplains(2, "Order is 21; must be from 1 to 20.");
    }

    private static void KillAfter(int reports, string[] arguments, string metrics)
    {
        using Process process = CommandLine.Start(arguments);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && (!File.Exists(metrics) || CountLines(metrics) < reports))
        {
            Thread.Sleep(5);
        }

        process.Kill();
        process.WaitForExit();
        Assert.AreNotEqual(0, process.ExitCode, "it was done before it could be killed");

        static int CountLines(string path)
        {
            using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Count(character => character == '\n');
        }
    }
}
