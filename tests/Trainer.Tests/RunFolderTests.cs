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
        Assert.AreEqual($"The output {folder.Path} exists and is not a run of CharRnn; give a new folder, so that nothing of yours is overwritten.", exception.Message);
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
        StringAssert.StartsWith(exception.Message, $"Cannot make the output folder {impossible}: ");
    }

    [TestMethod]
    public void Another_run_is_overwritten_only_where_asked_and_strangers_in_it_stay()
    {
        string path = folder.File("run");
        Make(path);
        File.WriteAllText(Path.Combine(path, "samples.txt"), "old");
        File.WriteAllText(Path.Combine(path, "notes.txt"), "mine");
        StringAssert.Contains(Assert.ThrowsExactly<CharRnnException>(() => RunFolder.Create(path, overwrite: false)).Message, "already holds a run");
        RunFolder.Create(path, overwrite: true);
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
        StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.Open(path)).Message, "is a run of format 3; this version of CharRnn reads up to format 1.");
        foreach (string damaged in (string[])["", "[]", "{", "{}", "{\"format\":\"x\"}"])
        {
            File.WriteAllText(config, damaged);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidModelException>(() => RunFolder.Open(path)).Message, "config.json is damaged: ");
        }
    }

    [TestMethod]
    public void Options_out_of_range_are_all_named()
    {
        TrainingOptions options = new() { Layers = 0, HiddenSize = 9000, Dropout = 1, LearningRate = double.NaN, MaxMinutes = -1, ValidateEvery = -1, Threads = -1 };
        CollectionAssert.AreEqual(
            (string[])
            [
                "Layers is 0; must be from 1 to 8",
                "HiddenSize is 9000; must be from 1 to 8192",
                "ValidateEvery is -1; must be from 0 to 2147483647",
                $"Threads is -1; must be from 0 to {Environment.ProcessorCount}",
                "MaxMinutes is -1; must be above 0 and below 1,000,000",
                "Dropout is 1; must be from 0 to below 1",
                "LearningRate is NaN; must be above 0",
            ],
            options.FindProblems().ToArray());
    }

    private static void Make(string path) => RunFolder.Create(path, overwrite: false).SaveConfig(new CorpusOptions { Corpus = "c" }, new TrainingOptions());

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)] // on Windows it is the reader who decides
    public void A_reader_of_a_list_does_not_stop_the_training()
    {
        RunFolder run = RunFolder.Create(folder.File("watched"), overwrite: false);
        run.AppendSample(new TrainingSample(0, "a"));
        using FileStream reader = File.OpenRead(run.SamplesPath); // shares reading only, as most do
        run.AppendSample(new TrainingSample(1, "b"));
        Assert.AreEqual("=== step 0 ===\na\n\n=== step 1 ===\nb\n\n", new StreamReader(reader).ReadToEnd());
        run.CutLists(metrics: 0, samples: 18);
        Assert.AreEqual("=== step 0 ===\na\n\n", File.ReadAllText(run.SamplesPath));
    }
}
