using System.Diagnostics;
using System.Text;

namespace CharRnn.Cli.Tests;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SignalTests : IDisposable
{
    private static readonly string[] LongTraining =
        ["--batch-size", "4", "--hidden", "16", "--epochs", "100000", "--validate-every", "1000000", "--report-every", "5", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("INT", "score")]
    [DataRow("TERM", "score")]
    [DataRow("HUP", "score")]
    [DataRow("INT", "train")]
    public void A_signal_ends_a_command_that_waits_for_standard_input(string signal, string command)
    {
        string[] arguments = command == "score" ? ["score", TrainedModel.Onnx] : ["train", "--corpus", "-", "--output", folder.File("run")];
        using Process process = CommandLine.StartInterruptible(arguments);
        _ = process.StandardOutput.ReadToEndAsync();

        // More than a pipe holds: it has been read when all of it is written.
        process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the cat sat.\n", 20_000))));
        process.StandardInput.BaseStream.Flush();
        AssertEnds(process, signal);
        Assert.IsFalse(Directory.Exists(folder.File("run")));
    }

    [TestMethod]
    [DataRow("score")]
    [DataRow("train")]
    [DataRow("evaluate")]
    [DataRow("novelty")]
    public void A_signal_ends_a_command_that_waits_for_a_named_pipe(string command)
    {
        string pipe = MakePipe();
        using Process process = CommandLine.StartInterruptible(Reading(command, pipe));
        using FileStream writer = new(pipe, FileMode.Open, FileAccess.Write); // opens when the command has opened it
        AssertEnds(process, "INT");
    }

    [TestMethod]
    [DataRow("score")]
    [DataRow("evaluate")]
    public void A_signal_ends_a_command_that_computes(string command)
    {
        string pipe = MakePipe();
        string line = new('a', 8_000_000); // minutes
        using Process process = CommandLine.StartInterruptible(Reading(command, pipe));
        using (FileStream writer = new(pipe, FileMode.Open, FileAccess.Write))
        {
            writer.Write(Encoding.UTF8.GetBytes(line));
        }

        Task<string> error = process.StandardError.ReadToEndAsync();
        Thread.Sleep(500); // it has all of the text by now, or soon
        AssertEnds(process, "TERM");
        Assert.AreEqual("", error.Result, "no library says that its work was cut off");
    }

    [TestMethod]
    public void A_hangup_while_training_leaves_a_last_checkpoint()
    {
        string run = folder.File("run");
        using Process process = CommandLine.StartInterruptible(["train", "--corpus", TrainedModel.Corpus, "--output", run, .. LongTraining]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        WaitForMetrics(run, process);
        DateTime before = File.GetLastWriteTimeUtc(Path.Combine(run, "checkpoint.bin"));
        AssertEnds(process, "HUP");
        StringAssert.Contains(error.Result, "stopped after ");
        Assert.IsGreaterThan(before, File.GetLastWriteTimeUtc(Path.Combine(run, "checkpoint.bin")));
        StringAssert.Matches(CommandLine.Run("inspect", run).Succeeded(), new(@"trained +[1-9][0-9,]* steps"));
    }

    [TestMethod]
    public void A_training_that_ignores_hangups_trains_on()
    {
        string run = folder.File("run");
        using Process process = CommandLine.StartRedirected(
            "", ["train", "--corpus", TrainedModel.Corpus, "--output", run, .. LongTraining, "--max-steps", "400"], before: "trap '' HUP");
        Task<string> error = process.StandardError.ReadToEndAsync();
        WaitForMetrics(run, process);
        Send("HUP", process);
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.AreEqual(0, process.ExitCode, error.Result);
        StringAssert.Contains(error.Result, "done after 400 steps");
    }

    [TestMethod]
    public void Files_for_people_that_cannot_be_written_are_a_warning_each()
    {
        string run = folder.File("run");
        using (Process process = CommandLine.StartInterruptible(["train", "--corpus", TrainedModel.Corpus, "--output", run, .. LongTraining]))
        {
            process.StandardError.ReadToEndAsync();
            WaitForMetrics(run, process);
            AssertEnds(process, "INT");
        }

        string[] names = ["samples.txt", "curve.svg", "report.html"];
        foreach (string name in names)
        {
            File.Delete(Path.Combine(run, name));
            Directory.CreateDirectory(Path.Combine(run, name));
        }

        using Process resumed = CommandLine.StartInterruptible("train", "--output", run, "--resume");
        Task<string> error = resumed.StandardError.ReadToEndAsync();
        long length = new FileInfo(Path.Combine(run, "metrics.jsonl")).Length;
        WaitFor(() => new FileInfo(Path.Combine(run, "metrics.jsonl")).Length > length, resumed);
        AssertEnds(resumed, "INT");
        foreach (string name in names.Skip(1))
        {
            Assert.HasCount(1, error.Result.Split('\n').Where(line => line.StartsWith($"warning: Cannot write {Path.Combine(run, name)}", StringComparison.Ordinal)).ToArray(), error.Result);
        }
    }

    private string[] Reading(string command, string file) => command switch
    {
        "score" => ["score", TrainedModel.Onnx, file],
        "evaluate" => ["evaluate", TrainedModel.Onnx, "--corpus", file],
        "novelty" => ["novelty", file, "--corpus", TrainedModel.Corpus],
        _ => ["train", "--corpus", file, "--output", folder.File("run")],
    };

    private string MakePipe()
    {
        string pipe = folder.File("pipe");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        return pipe;
    }

    private static void WaitForMetrics(string run, Process process)
    {
        string metrics = Path.Combine(run, "metrics.jsonl");
        WaitFor(() => File.Exists(metrics) && new FileInfo(metrics).Length > 0, process);
    }

    private static void WaitFor(Func<bool> condition, Process process)
    {
        for (int waited = 0; waited < 6000 && !condition(); waited++)
        {
            Assert.IsFalse(process.HasExited, "it ended by itself");
            Thread.Sleep(10);
        }

        Assert.IsTrue(condition(), "it did not come within a minute");
    }

    private static void AssertEnds(Process process, string signal)
    {
        Send(signal, process);
        bool ended = process.WaitForExit(TimeSpan.FromSeconds(20));
        process.Kill();
        Assert.IsTrue(ended, "it did not end");
        Assert.AreEqual(130, process.ExitCode);
    }

    private static void Send(string signal, Process process) => Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
}
