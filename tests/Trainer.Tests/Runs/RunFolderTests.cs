using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_folder_with_something_else_in_it_is_refused_and_left_alone()
    {
        File.WriteAllText(folder.File("thesis.txt"), "years of work");
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => RunFolder.Create(folder.Path, overwrite: true));
        StringAssert.StartsWith(exception.Message, $"The output {folder.Path} exists and is not a run of CharRnn");
        Assert.IsTrue(File.Exists(folder.File("thesis.txt")));
    }

    [TestMethod]
    public void A_file_in_its_place_is_refused()
    {
        File.WriteAllText(folder.File("run"), "");
        Assert.ThrowsExactly<CharRnnException>(() => RunFolder.Create(folder.File("run"), overwrite: true));
    }

    [TestMethod]
    public void A_place_that_cannot_be_written_is_refused()
    {
        string impossible = Path.Combine(folder.File("file"), "run");
        File.WriteAllText(folder.File("file"), "");
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => RunFolder.Create(impossible, overwrite: false));
        StringAssert.StartsWith(exception.Message, $"Cannot create the output folder {impossible}: ");
    }

    [TestMethod]
    public void Another_run_is_overwritten_only_where_asked_and_strangers_in_it_stay()
    {
        string path = folder.File("run");
        Make(path);
        File.WriteAllText(Path.Combine(path, "samples.txt"), "old");
        File.WriteAllText(Path.Combine(path, "notes.txt"), "mine");
        StringAssert.Contains(Assert.ThrowsExactly<CharRnnException>(() => RunFolder.Create(path, overwrite: false)).Message, "already holds a run");
        RunFolder.Create(path, overwrite: true).Dispose();
        Assert.IsFalse(File.Exists(Path.Combine(path, "samples.txt")));
        Assert.IsTrue(File.Exists(Path.Combine(path, "notes.txt")));
    }

    [TestMethod]
    public void A_run_without_weights_a_newer_run_and_a_damaged_one_are_refused()
    {
        string path = folder.File("run");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.Open(path)).Message, "is not a run of CharRnn: it has no config.json.");
        Make(path);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.Open(path)).Message, "has no weights yet");
        string config = Path.Combine(path, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"format\": 1", "\"format\": 3", StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.Open(path)).Message, "is a run of format 3; this version of CharRnn reads up to format 2.");
        foreach (string damaged in (string[])["", "[]", "{", "{}", "{\"format\":\"x\"}", "{\"format\":1,\"format\":1}", "{\"format\":1,\"a\":\"\\ud800\"}"])
        {
            File.WriteAllText(config, damaged);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.Open(path)).Message, "config.json is damaged: ");
        }
    }

    [TestMethod]
    public void A_run_that_earlier_versions_cannot_continue_has_a_newer_format()
    {
        CorpusOptions corpus = new() { Corpus = "c" };
        TrainingOptions training = new();
        Assert.AreEqual(1, FormatOf(corpus, training));
        Assert.AreEqual(1, FormatOf(corpus.With(o => o.Tokenization = Tokenization.Bytes), training));
        Assert.AreEqual(2, FormatOf(corpus.With(o => o.Tokenization = Tokenization.Words), training));
        Assert.AreEqual(2, FormatOf(corpus.With(o => (o.Unit, o.AnswerAfter) = (TextUnit.Line, "=")), training));
        Assert.AreEqual(2, FormatOf(corpus, training.With(o => o.SampledSoftmax = 100)));
        Assert.AreEqual(2, FormatOf(corpus, training.With(o => o.Cell = Cell.Jordan)));
        Assert.AreEqual(2, FormatOf(corpus, training.With(o => o.Initialization = Initialization.Identity)));
        Assert.AreEqual(2, FormatOf(corpus, training.With(o => o.Optimizer = OptimizerKind.HessianFree)));
        Assert.AreEqual(2, FormatOf(corpus, training.With(o => o.Freeze = FrozenWeights.Recurrent)));

        int FormatOf(CorpusOptions corpus, TrainingOptions training)
        {
            using RunFolder run = RunFolder.Create(folder.File("run"), overwrite: true);
            run.SaveConfig(corpus, training);
            return JsonDocument.Parse(File.ReadAllText(folder.File("run/config.json"))).RootElement.GetProperty("format").GetInt32();
        }
    }

    [TestMethod]
    [DataRow("{\"format\":1}", "it has no corpus.")]
    [DataRow("{\"format\":1,\"corpus\":null,\"training\":{}}", "corpus is null; must be an object.")]
    [DataRow("{\"format\":1,\"corpus\":{\"corpus\":\"c\"},\"training\":{\"schedule\":77}}", "schedule is 77; must be one of constant, cosine, exponential, step.")]
    [DataRow("{\"format\":1,\"corpus\":{\"corpus\":\"c\"},\"training\":{\"device\":null}}", "device is null; must be a text.")]
    [DataRow("{\"format\":1,\"corpus\":{\"corpus\":\"c\"},\"training\":{\"hidden_size\":\"8\"}}", "hidden_size is \"8\"; must be a whole number of 32 bits.")]
    [DataRow("{\"format\":1,\"corpus\":{\"corpus\":\"c\"},\"training\":{\"learning_rate\":1e999}}", "LearningRate is ")]
    public void Settings_that_no_run_has_are_refused(string config, string expected)
    {
        string path = folder.File("run");
        Make(path);
        File.WriteAllText(Path.Combine(path, "config.json"), config);
        string message = Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.OpenUnfinished(path).ReadConfig()).Message;
        StringAssert.Contains(message, "config.json is damaged: ");
        StringAssert.Contains(message, expected);
    }

    [TestMethod]
    public void A_setting_that_the_config_lacks_has_its_default()
    {
        string path = folder.File("run");
        Make(path);
        string config = File.ReadAllText(Path.Combine(path, "config.json"));
        foreach (string group in (string[])["corpus", "training"])
        {
            foreach (string setting in JsonNode.Parse(config)![group]!.AsObject().Select(setting => setting.Key).Where(setting => setting != "corpus"))
            {
                JsonNode without = JsonNode.Parse(config)!;
                without[group]!.AsObject().Remove(setting);
                File.WriteAllText(Path.Combine(path, "config.json"), without.ToJsonString());
                RunFolder run = RunFolder.OpenUnfinished(path);
                (CorpusOptions corpus, TrainingOptions training) = run.ReadConfig();
                run.SaveConfig(corpus, training);
                Assert.AreEqual(config, File.ReadAllText(Path.Combine(path, "config.json")), setting);
            }
        }
    }

    [TestMethod]
    public void What_a_killed_process_was_writing_is_no_stranger_and_is_cleared()
    {
        string path = Directory.CreateDirectory(folder.File("run")).FullName;
        using Process ended = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        ended.WaitForExit();
        foreach (string name in (string[])["config.json", "last.safetensors", "checkpoint.bin", "run.pid"])
        {
            File.WriteAllText(Path.Combine(path, $"{name}.{ended.Id}.tmp"), "half");
        }

        RunFolder.Create(path, overwrite: false).Dispose();
        Assert.IsEmpty(Directory.GetFiles(path, "*.tmp"));
        string living = Path.Combine(path, $"config.json.{Environment.ProcessId}.tmp");
        File.WriteAllText(living, "half");
        RunFolder.Create(path, overwrite: false).Dispose();
        Assert.IsTrue(File.Exists(living));
        File.WriteAllText(Path.Combine(path, "config.json.mine.tmp"), "mine");
        StringAssert.Contains(Assert.ThrowsExactly<CharRnnException>(() => RunFolder.Create(path, overwrite: true)).Message, "is not a run of CharRnn");
    }

    [TestMethod]
    public void A_damaged_line_of_the_metrics_is_left_out_and_said()
    {
        string path = folder.File("run");
        Make(path);
        RunFolder run = RunFolder.OpenUnfinished(path);
        run.AppendMetrics(new TrainingReport(50, 1000, 2.5, null, 0.01, 1.5, 100, 0.5));
        File.AppendAllText(run.MetricsPath, "{\"step\":\u0000\n");
        run.AppendMetrics(new TrainingReport(100, 2000, 2.4, null, 0.01, 1.5, 100, 0.5));
        List<string> damage = [];
        CollectionAssert.AreEqual((long[])[50, 100], run.ReadMetrics(damage.Add).Select(line => line.Step).ToArray());
        Assert.AreEqual($"{run.MetricsPath}: line 2 is not a JSON object with a step and its figures; it is left out.", damage.Single());
    }

    [TestMethod]
    public void What_a_training_writes_is_read_back()
    {
        string path = folder.File("run");
        Make(path);
        RunFolder run = RunFolder.OpenUnfinished(path + "/");
        Assert.AreEqual("run", run.Name);
        Assert.IsEmpty(run.ReadMetrics());
        Assert.IsEmpty(run.ReadSamples());
        run.AppendMetrics(new TrainingReport(50, 1000, 2.5, null, 0.01, 1.5, 100, 0.5));
        run.AppendMetrics(new TrainingReport(100, 2000, double.NaN, 0.1, 0.02, double.PositiveInfinity, 200, 1.5));
        run.AppendSample(new TrainingSample(0, "a\n\nb"));
        run.AppendSample(new TrainingSample(100, ""));
        CollectionAssert.AreEqual(
            (MetricsLine[])
            [
                new() { Step = 50, Characters = 1000, TrainLossNats = 2.5, LearningRate = 0.01, GradientNorm = 1.5, CharactersPerSecond = 100, ElapsedSeconds = 0.5 },
                new() { Step = 100, Characters = 2000, TrainLossNats = double.NaN, ValidationLossNats = 0.1, LearningRate = 0.02, GradientNorm = double.PositiveInfinity, CharactersPerSecond = 200, ElapsedSeconds = 1.5 },
            ],
            run.ReadMetrics().ToArray());
        CollectionAssert.AreEqual((TrainingSample[])[new(0, "a\n\nb"), new(100, "")], run.ReadSamples().ToArray());
        CollectionAssert.AreEqual((string[])["corpus", "training"], run.ReadSettings().Select(group => group.Name).ToArray());
        Assert.AreEqual(128, run.ReadSettings()[1].Settings.Single(setting => setting.Key == "hidden_size").Value.GetInt32());
    }

    [TestMethod]
    public void A_run_that_is_being_trained_is_read_but_not_written_by_others()
    {
        string path = folder.File("run");
        using (RunFolder run = RunFolder.Create(path, overwrite: false))
        {
            run.SaveConfig(new CorpusOptions { Corpus = "c" }, new TrainingOptions());
            File.WriteAllText(run.LastWeightsPath, "");
            string expected = $"The run {path} is being trained by process {Environment.ProcessId}; wait for its end, or name another folder.";
            foreach (Action write in (Action[])[() => RunFolder.Create(path, overwrite: true), () => RunFolder.Create(path, overwrite: false), () => RunFolder.OpenForTraining(path)])
            {
                Assert.AreEqual(expected, Assert.ThrowsExactly<CharRnnException>(write).Message);
            }

            Assert.AreEqual("c", RunFolder.Open(path).ReadConfig().Corpus.Corpus);
        }

        RunFolder.OpenForTraining(path).Dispose();
        RunFolder.Create(path, overwrite: true).Dispose();
        RunFolder.Create(path, overwrite: false).Dispose(); // a folder with a lock alone is new
    }

    private static void Make(string path)
    {
        using RunFolder run = RunFolder.Create(path, overwrite: false);
        run.SaveConfig(new CorpusOptions { Corpus = "c" }, new TrainingOptions());
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)] // on Windows it is the reader who decides
    public void A_reader_of_a_list_does_not_stop_the_training()
    {
        using RunFolder run = RunFolder.Create(folder.File("watched"), overwrite: false);
        run.AppendSample(new TrainingSample(0, "a"));
        using FileStream reader = File.OpenRead(run.SamplesPath); // shares reading only, as most do
        run.AppendSample(new TrainingSample(1, "b"));
        Assert.AreEqual("=== step 0 ===\na\n\n=== step 1 ===\nb\n\n", new StreamReader(reader).ReadToEnd());
        run.CutLists(metrics: 0, samples: 18);
        Assert.AreEqual("=== step 0 ===\na\n\n", File.ReadAllText(run.SamplesPath));
    }
}
