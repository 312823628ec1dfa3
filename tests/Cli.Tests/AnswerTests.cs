using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CharRnn.Cli.Tests;

/// <summary>charrnn train --answer-after, answer, evaluate and inspect.</summary>
[TestClass]
public sealed class AnswerTests
{
    private static readonly TemporaryFolder Folder = new();
    private static string progress = "";

    private static string Corpus => Folder.File("copies.txt");

    private static string Run => Folder.File("run");

    private static string Onnx => Folder.File("copies.onnx");

    // The answer is the question's last character, which a small network learns at once.
    [ClassInitialize]
    public static void Train(TestContext _)
    {
        File.WriteAllLines(Corpus, from first in "abc" from second in "abc" from third in "abc" select $"{first}{second}{third}=>{third}");
        CommandResult trained = CommandLine.Run(
            "train", "--corpus", Corpus, "--output", Run, "--unit", "line", "--answer-after", "=>", "--encoder", "--hidden", "16", "--embedding", "4", "--batch-size", "9",
            "--validation-fraction", "0.2", "--learning-rate", "0.03", "--epochs", "60", "--threads", "1", "--sample-length", "20");
        trained.Succeeded();
        progress = trained.Error;
        Assert.AreEqual($"{Onnx}\n{Folder.File("copies.encoder.onnx")}\n", CommandLine.Run("export", Run, "--output", Onnx).Succeeded());
    }

    [ClassCleanup]
    public static void Delete() => Folder.Dispose();

    [TestMethod]
    public void Answers_come_in_the_lines_of_their_questions_from_a_file_a_pipe_or_a_run()
    {
        string file = Folder.File("questions.txt");
        File.WriteAllText(file, "abc\r\ncab\nbca");
        Assert.AreEqual("c\nb\na\n", CommandLine.Run("answer", Onnx, file).Succeeded());
        Assert.AreEqual("c\nb\na\n", CommandLine.RunWithInput(File.ReadAllBytes(file), "answer", Run, "--beams", "3").Succeeded());
        Assert.AreEqual("", CommandLine.RunWithInput([], "answer", Onnx).Succeeded());
    }

    [TestMethod]
    public void What_is_no_question_has_its_error_in_its_place()
    {
        byte[] lines = "abc\n\nab=>b\naxc\ncab\n"u8.ToArray();
        CommandResult result = CommandLine.RunWithInput(lines, "answer", Onnx);
        result.AssertFails("3 of the lines could not be answered; each has its error in its place.");
        string[] answers = result.Output.Split('\n');
        Assert.AreEqual("error\tLine 2 of standard input: The question \"\" is empty; must have a character.", answers[1]);
        StringAssert.StartsWith(answers[2], "error\tLine 3 of standard input: The question \"ab=>b\" has the separator \"=>\"");
        StringAssert.StartsWith(answers[3], "error\tLine 4 of standard input: Character 2 of the text, 'x' (U+0078), is not in the vocabulary.");
        Assert.AreEqual(("c", "b"), (answers[0], answers[4]));
        CommandLine.RunWithInput("axc\n"u8.ToArray(), "answer", Onnx, "--strict").AssertFails("Line 1 of standard input: Character 2");
        Assert.AreEqual("c\n", CommandLine.RunWithInput("axbc\n"u8.ToArray(), "answer", Onnx, "--unknown", "skip").Succeeded());
        CommandLine.RunWithInput("axbc\n"u8.ToArray(), "answer", Onnx, "--unknown", "replace").AssertFails("1 of the lines");
    }

    [TestMethod]
    public void An_answer_that_is_cut_is_told()
    {
        CommandResult result = CommandLine.RunWithInput("abc\n"u8.ToArray(), "answer", Onnx, "--max-length", "1", "--format", "json");
        StringAssert.Contains(result.Error, "1 of the answers reached --max-length 1 before their end.");
        JsonElement answer = JsonDocument.Parse(result.Succeeded()).RootElement;
        Assert.AreEqual(("abc", "c", "length"), (answer.GetProperty("question").GetString(), answer.GetProperty("answer").GetString(), answer.GetProperty("finish_reason").GetString()));
        CommandLine.Run("answer", Onnx, "--max-length", "0").AssertComplains(2, "MaxLength is 0; must be from 1 to 1000000");
        CommandLine.Run("answer", Onnx, "--beams", "0").AssertComplains(2, "Beams is 0; must be from 1 to 256");
    }

    [TestMethod]
    public void A_question_from_a_pipe_is_answered_before_the_next_comes()
    {
        using Process process = CommandLine.Start("answer", Onnx);
        foreach ((string question, string answer) in (ReadOnlySpan<(string, string)>)[("abc", "c"), ("ccb", "b")])
        {
            process.StandardInput.WriteLine(question);
            process.StandardInput.Flush();
            Assert.AreEqual(answer, process.StandardOutput.ReadLine());
        }

        process.StandardInput.Close();
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.AreEqual(0, process.ExitCode);
    }

    [TestMethod]
    public void Evaluate_counts_exact_answers_and_the_loss_on_answers_alone()
    {
        string output = CommandLine.Run("evaluate", Run).Succeeded();
        StringAssert.Contains(output, "the validation part of copies.txt, 5 questions, 10 characters of answers, 0 of them unknown\n");
        StringAssert.Contains(output, "5 of 5 answers, 100.00 %");
        File.WriteAllText(Folder.File("half.txt"), "abc=>c\nabc=>a\n");
        JsonElement half = JsonDocument.Parse(CommandLine.Run("evaluate", Onnx, "--corpus", Folder.File("half.txt"), "--format", "json").Succeeded()).RootElement;
        Assert.AreEqual((2, 1), (half.GetProperty("questions").GetInt32(), half.GetProperty("exact").GetInt32()));
        JsonElement own = JsonDocument.Parse(CommandLine.Run("evaluate", Run, "--format", "json").Succeeded()).RootElement;
        double trained = File.ReadLines(Path.Combine(Run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("validation_loss_nats").ValueKind == JsonValueKind.Number).Min(line => line.GetProperty("validation_loss_nats").GetDouble());
        Assert.AreEqual(trained, own.GetProperty("nats").GetDouble(), 1e-5);
        File.WriteAllText(Folder.File("bad.txt"), "abc=>c\n\nabc\n");
        CommandLine.Run("evaluate", Onnx, "--corpus", Folder.File("bad.txt")).AssertFails("has no separator: \"abc\". Each line must be a question, \"=>\" once, and an answer.");
        CommandLine.Run("evaluate", Run, "--baseline", "ngram").AssertComplains(2, "--baseline applies only to a model that predicts the next token;");
        CommandLine.Run("evaluate", Run, "--class-column", "1").AssertComplains(2, $"--class-column applies only to a model that labels whole texts; {Run} answers questions.");
    }

    [TestMethod]
    public void What_a_loss_is_an_average_over_is_named()
    {
        StringAssert.Contains(progress, " bits/answer char");
        StringAssert.Contains(progress, " answer chars/s");
        StringAssert.Contains(CommandLine.Run("inspect", Run).Succeeded(), " bits per answer character\n");
        StringAssert.Contains(CommandLine.Run("evaluate", Run).Succeeded(), " bits per answer character, perplexity ");
        StringAssert.Contains(File.ReadAllText(Path.Combine(Run, "curve.svg")), ">nats per answer character<");
        StringAssert.Contains(File.ReadAllText(Path.Combine(Run, "report.html")), "<th>answer characters trained on</th>");
    }

    [TestMethod]
    public void A_precision_is_judged_by_the_loss_on_the_answers_of_both_networks()
    {
        string output = Folder.File("judged.onnx");
        string[] arguments = ["export", Run, "--output", output, "--precision", "int8", "--calibrate", Corpus];
        string[] lines = CommandLine.Run([.. arguments, "--force"]).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringAssert.StartsWith(lines[0], "precision  nats/answer char  against fp32  drift in a batch");
        string[][] cells = [.. lines[1..4].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        CollectionAssert.AreEqual((string[])["fp32", "fp16", "int8"], cells.Select(row => row[0]).ToArray());
        Assert.AreEqual(Evaluated(Onnx), double.Parse(cells[0][1], CultureInfo.InvariantCulture), 1e-5);
        Assert.AreEqual(Evaluated(output), double.Parse(cells[2][1], CultureInfo.InvariantCulture), 1e-5);
        Assert.AreEqual(new FileInfo(output).Length + new FileInfo(Folder.File("judged.encoder.onnx")).Length, long.Parse(cells[2][4], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

        File.WriteAllText(Folder.File("no-answers.txt"), "abc=>c\nabc\n");
        CommandLine.Run("export", Run, "--output", output, "--calibrate", Folder.File("no-answers.txt")).AssertFails("has no separator: \"abc\".");

        static double Evaluated(string model) =>
            JsonDocument.Parse(CommandLine.Run("evaluate", model, "--corpus", Corpus, "--format", "json").Succeeded()).RootElement.GetProperty("nats").GetDouble();
    }

    [TestMethod]
    public void Lines_that_end_as_on_Windows_are_evaluated_as_others()
    {
        string file = Folder.File("windows.txt");
        File.WriteAllText(file, "abc=>c\r\n\r\nbca=>a\r\n");
        StringAssert.Contains(CommandLine.Run("evaluate", Onnx, "--corpus", file).Succeeded(), "2 questions, 4 characters of answers");
        CommandLine.Run("export", Run, "--output", Folder.File("windows.onnx"), "--calibrate", file).Succeeded();
    }

    [TestMethod]
    public void Inspect_says_what_the_model_is_for_and_how_it_reads()
    {
        string output = CommandLine.Run("inspect", Onnx).Succeeded();
        StringAssert.Contains(output, "purpose          answers questions\n");
        StringAssert.Contains(output, "answers          after \"=>\", the question is read from its first character to its last by a second network, the encoder\n");
        StringAssert.Contains(CommandLine.Run("inspect", Folder.File("copies.encoder.onnx")).Succeeded(), "purpose          reads questions for another network\n");
    }

    [TestMethod]
    public void A_command_for_another_kind_of_model_names_the_one_that_fits()
    {
        const string Fits = "is a model that answers questions; here one that predicts the next token is needed. To run it, use charrnn answer, or in code TextAnswerer.";
        foreach (string[] command in (string[][])
            [
                ["score", Onnx], ["sample", Onnx], ["novelty", Onnx, "--corpus", Corpus], ["serve", Onnx, "--port", "0"],
                ["visualize", Onnx, Corpus, "--output", Folder.File("page.html")], ["export", Run, "--output", Folder.File("whole.onnx"), "--generate"],
            ])
        {
            CommandResult result = CommandLine.RunWithInput("abc\n"u8.ToArray(), command);
            Assert.AreEqual(1, result.ExitCode, string.Join(' ', command));
            StringAssert.Contains(result.Error, Fits, string.Join(' ', command));
        }

        CommandLine.RunWithInput("abc\n"u8.ToArray(), "answer", TrainedModel.Onnx).AssertFails("is a model that predicts the next token; here one that answers questions is needed. To run it, use charrnn sample or charrnn score");
        CommandLine.RunWithInput("abc\n"u8.ToArray(), "answer", Folder.File("copies.encoder.onnx")).AssertFails("is a model that reads questions for another network");
    }

    [TestMethod]
    public void A_resumed_run_goes_on_with_its_separator_and_its_encoder()
    {
        string output = Folder.File("resumed");
        string[] options = ["--unit", "line", "--answer-after", "=>", "--encoder", "--hidden", "8", "--batch-size", "9", "--threads", "1", "--sample-length", "0"];
        CommandLine.Run(["train", "--corpus", Corpus, "--output", output, "--max-steps", "3", .. options]).Succeeded();
        CommandLine.Run("train", "--resume", "--output", output, "--answer-after", "=").AssertComplains(2, "--answer-after cannot be combined with --resume");
        CommandLine.Run("train", "--resume", "--output", output, "--max-steps", "6").Succeeded();
        StringAssert.Contains(CommandLine.Run("inspect", output).Succeeded(), "trained          6 steps");
    }

    [TestMethod]
    [DataRow("--reverse-question")]
    [DataRow("--encoder")]
    [DataRow("--encoder", "--reverse-question")]
    public void A_sample_of_a_training_is_what_its_network_answers(params string[] kind)
    {
        string output = Folder.File("sampled" + string.Concat(kind));
        CommandLine.Run(
            ["train", "--corpus", Corpus, "--output", output, "--unit", "line", "--answer-after", "=>", "--hidden", "8", "--batch-size", "9", "--learning-rate", "0.03",
                "--validation-fraction", "0.2", "--max-steps", "12", "--threads", "1", "--sample-length", "40", .. kind]).Succeeded();
        string[] sampled = File.ReadAllText(Path.Combine(output, "samples.txt")).Split("=== step 12 ===\n")[1].TrimEnd('\n').Split('\n');
        string[][] lines = [.. sampled.Select(line => line.Split("=>", 2))];
        byte[] questions = Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line => line[0])));
        string[] answers = CommandLine.RunWithInput(questions, "answer", Path.Combine(output, "last.safetensors"), "--max-length", "40").Succeeded().Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            Assert.AreEqual(lines[i][1], i < lines.Length - 1 ? answers[i] : answers[i][..lines[i][1].Length], lines[i][0]); // the last is cut
        }
    }

    [TestMethod]
    public void A_full_disk_ends_the_answers_with_one_line() =>
        CommandLine.RunRedirected("< " + Corpus + " > /dev/full", "answer", Onnx, "--unknown", "skip").AssertFails("Cannot write standard output");
}
