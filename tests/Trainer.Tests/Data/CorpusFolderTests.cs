using System.Text;

namespace CharRnn.Trainer.Tests;

/// <summary>Which files of a folder are its text.</summary>
[TestClass]
public sealed class CorpusFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Names_match_in_either_case_and_the_others_are_counted()
    {
        Write("a.txt", "one");
        Write("B.TXT", "two");
        Write("sub/c.Txt", "three");
        Write("notes.md", "four");
        Write("empty.txt", "");
        AssertRead("two\none\nthree\n", new CorpusFiles(Read: 3, Skipped: 2, SkippedRuns: 0)); // B before a: ordinal
    }

    [TestMethod]
    public void A_run_folder_is_never_corpus_but_one_of_another_program_is()
    {
        Write("a.txt", "one");
        using (RunFolder run = RunFolder.Create(folder.File("runs/first"), overwrite: false))
        {
            run.SaveConfig(new CorpusOptions { Corpus = "a.txt" }, new TrainingOptions());
            run.AppendSample(new TrainingSample(0, "made up"));
        }

        Write("runs/first/more/b.txt", "below it");
        Write("other/config.json", "{\"format\":1}");
        Write("other/c.txt", "two");
        AssertRead("one\ntwo\n", new CorpusFiles(Read: 2, Skipped: 1, SkippedRuns: 1));
        Assert.AreEqual(
            $"The corpus {folder.File("runs/first")} is a run of CharRnn; give the text that it was trained on.",
            Assert.ThrowsExactly<InvalidTextException>(() => Corpus.Load(new CorpusOptions { Corpus = folder.File("runs/first") })).Message);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void Links_lead_to_each_file_once_and_never_out_to_a_parent()
    {
        Write("outside.txt", "outside");
        Write("elsewhere/e.txt", "three");
        Write("corpus/a.txt", "one");
        Write("corpus/sub/b.txt", "two");
        Link("corpus/sub/loop", "..");
        Link("corpus/sub/out", "../..");
        Link("corpus/0-again.txt", "a.txt");
        Link("corpus/0-sub", "sub");
        Link("corpus/there", "../elsewhere");
        Link("corpus/there-too", "there");
        AssertRead("one\ntwo\nthree\n", new CorpusFiles(Read: 3, Skipped: 5, SkippedRuns: 0), "corpus");
        Link("entry", "corpus");
        AssertRead("one\ntwo\nthree\n", new CorpusFiles(Read: 3, Skipped: 5, SkippedRuns: 0), "entry");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_link_to_nothing_is_an_error_where_its_name_matches()
    {
        Write("a.txt", "one");
        Link("b.md", "nowhere");
        AssertRead("one\n", new CorpusFiles(Read: 1, Skipped: 1, SkippedRuns: 0));
        Link("c.txt", "nowhere");
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidTextException>(() => Load()).Message, $"Could not find file '{folder.File("nowhere")}'.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_link_to_itself_is_an_error_where_its_name_matches()
    {
        Write("a.txt", "one");
        Link("itself", "itself");
        AssertRead("one\n", new CorpusFiles(Read: 1, Skipped: 1, SkippedRuns: 0));
        Link("round.txt", "and.txt");
        Link("and.txt", "round.txt");
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidTextException>(() => Load()).Message, "Cannot read ");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_pipe_is_skipped()
    {
        Write("a.txt", "one");
        System.Diagnostics.Process.Start("mkfifo", [folder.File("b.txt")]).WaitForExit();
        AssertRead("one\n", new CorpusFiles(Read: 1, Skipped: 1, SkippedRuns: 0));
    }

    [TestMethod]
    public void Files_of_all_folders_are_counted_and_none_where_there_is_no_folder()
    {
        Write("train/a.txt", "one");
        Write("valid/b.txt", "two");
        Write("valid/c.md", "three");
        CorpusOptions options = new() { Corpus = folder.File("train"), ValidationCorpus = folder.File("valid"), TestCorpus = folder.File("train/a.txt") };
        Assert.AreEqual(new CorpusFiles(Read: 2, Skipped: 1, SkippedRuns: 0), Corpus.Load(options).Files);
        Assert.IsNull(Corpus.Load(new CorpusOptions { Corpus = folder.File("train/a.txt") }).Files);
    }

    private void AssertRead(string text, CorpusFiles files, string name = "")
    {
        Corpus corpus = Load(name);
        Assert.AreEqual(text, corpus.Decode(corpus.Training));
        Assert.AreEqual(files, corpus.Files);
    }

    private Corpus Load(string name = "") => Corpus.Load(new CorpusOptions { Corpus = folder.File(name), ValidationFraction = 0 });

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllBytes(folder.File(name), Encoding.UTF8.GetBytes(text));
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(folder.File(name), target);
}
