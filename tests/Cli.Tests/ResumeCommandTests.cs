using System.Text;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary>A run is resumed from wherever its texts are now, and goes on beyond its end where asked to.</summary>
[TestClass]
public sealed class ResumeCommandTests : IDisposable
{
    private static readonly string[] Settings = ["--hidden", "8", "--batch-size", "4", "--sequence-length", "8", "--max-steps", "4", "--sample-length", "0", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Run => folder.File("run");

    [TestMethod]
    public void Paths_are_kept_whole_and_texts_that_moved_are_named_anew_once()
    {
        string here = Environment.CurrentDirectory;
        string text = Write("text.txt");
        string validation = Write("validation.txt");
        CommandLine.Run(["train", "--corpus", Path.GetRelativePath(here, text), "--validation-corpus", Path.GetRelativePath(here, validation), "--output", Run, .. Settings]).Succeeded();
        Assert.AreEqual((text, validation), Config());

        File.Move(text, folder.File("new.txt"));
        File.Move(validation, folder.File("new-validation.txt"));
        Resume().AssertComplains(1, $"The run's text {text} is no longer there; --corpus says where it is now.");
        Resume("--corpus", folder.File("new.txt")).AssertComplains(1, $"The run's text {validation} is no longer there; --validation-corpus says where it is now.");
        string[] moved = ["--corpus", folder.File("new.txt"), "--validation-corpus", folder.File("new-validation.txt")];
        Resume([.. moved, "--test-corpus", text]).AssertComplains(2, "--test-corpus is given, but the run has no such corpus of its own.");
        Assert.AreEqual((text, validation), Config());
        Resume(moved).Succeeded();
        Assert.AreEqual((moved[1], moved[3]), Config());
        Resume().Succeeded();

        (string, string) Config()
        {
            JsonElement corpus = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Run, "config.json"))).RootElement.GetProperty("corpus");
            return (corpus.GetProperty("corpus").GetString()!, corpus.GetProperty("validation_corpus").GetString()!);
        }
    }

    [TestMethod]
    public void A_run_of_standard_input_is_resumed_with_the_text_again()
    {
        string text = Write("text.txt");
        CommandLine.RunWithInput(File.ReadAllBytes(text), ["train", "--corpus", "-", "--output", Run, .. Settings]).Succeeded();
        Resume().AssertComplains(2, "--corpus is missing; the run read this text from standard input.");
        CommandLine.RunWithInput(File.ReadAllBytes(text), "train", "--resume", "--output", Run, "--corpus", "-").Succeeded();
        Resume("--corpus", text).Succeeded();
        Resume().Succeeded();
        File.AppendAllText(text, "z");
        Resume().AssertComplains(1, "The corpus text.txt has changed: its SHA-256 is ");
    }

    [TestMethod]
    public void A_finished_run_says_so_and_is_extended_by_a_later_end()
    {
        CommandLine.Run(["train", "--corpus", Write("text.txt"), "--output", Run, .. Settings]).Succeeded();
        CommandResult again = Resume();
        again.Succeeded();
        StringAssert.Contains(again.Error, "nothing is left to train; a larger --epochs, --max-steps, --max-minutes or --patience extends the run");
        CommandResult extended = Resume("--max-steps", "8", "--learning-rate", "0.001");
        extended.Succeeded();
        StringAssert.Contains(extended.Error, "done after 8 steps");
        Assert.DoesNotContain("nothing is left", extended.Error);
        StringAssert.Contains(Resume().Error, "done after 8 steps"); // the new end is the run's own
        Resume("--max-steps", "0").AssertComplains(2, "MaxSteps is 0; must be 1 or more.");
        Resume("--hidden", "16", "--overwrite").AssertComplains(
            2,
            "--hidden, --overwrite cannot be combined with --resume; a run continues with its own settings, except for --corpus, --target-corpus, --validation-corpus, --test-corpus, --epochs, --max-steps, --max-minutes, --patience, --learning-rate, --max-gradient-norm, --max-gradient-value.");
    }

    [TestMethod]
    public void A_run_in_its_own_corpus_folder_is_resumed_and_evaluated_as_any_other()
    {
        Directory.CreateDirectory(folder.File("corpus"));
        Write("corpus/a.txt");
        File.WriteAllText(folder.File("corpus/notes.md"), "not read");
        string run = folder.File("corpus/run");
        CommandResult trained = CommandLine.Run(["train", "--corpus", folder.File("corpus"), "--output", run, .. Settings[..8], "--threads", "1"]);
        trained.Succeeded();
        StringAssert.Contains(trained.Error, "files: 1 read, 1 skipped (other names, empty or linked again)\n");
        string evaluated = CommandLine.Run("evaluate", run).Succeeded();
        CommandResult resumed = CommandLine.Run("train", "--resume", "--output", run, "--max-steps", "6");
        resumed.Succeeded();
        StringAssert.Contains(resumed.Error, "files: 1 read, 1 skipped (other names, empty or linked again), run folders left out: 1\n");
        Assert.AreEqual(evaluated.Split('\n')[0], CommandLine.Run("evaluate", run).Succeeded().Split('\n')[0]);
    }

    private CommandResult Resume(params string[] more) => CommandLine.Run(["train", "--resume", "--output", Run, .. more]);

    private string Write(string name)
    {
        File.WriteAllBytes(folder.File(name), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40))));
        return folder.File(name);
    }
}
