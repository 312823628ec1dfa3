namespace CharRnn.Benchmarks.Tests;

[TestClass]
public sealed class BenchmarkTests
{
    private static readonly Benchmark[] All = [.. ((string[])["step/narrow", "step/wide", "stepping", "memory"]).Select(name => new Benchmark(name, null, _ => null))];

    [TestMethod]
    [DataRow("", "step/narrow step/wide stepping memory")]
    [DataRow("step", "step/narrow step/wide")]
    [DataRow("memory step/wide", "step/wide memory")]
    public void Benchmarks_are_chosen_by_name_or_group(string names, string chosen) => Assert.AreEqual(
        chosen,
        string.Join(' ', Benchmark.Choose(All, names.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(benchmark => benchmark.Name)));

    [TestMethod]
    public void Every_unknown_name_is_told_with_the_names_that_there_are()
    {
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => Benchmark.Choose(All, ["st", "memory", "wide"]));
        Assert.AreEqual("There is no benchmark st, wide; there are step/narrow, step/wide, stepping, memory.", exception.Message);
    }

    [TestMethod]
    public void Pairs_run_in_turn_and_the_ratio_is_the_median_of_theirs()
    {
        List<string> order = [];
        Queue<double> ours = new([10, 30, 20]);
        Queue<double> peers = new([20, 10, 20]);
        AlternatingRuns runs = AlternatingRuns.Measure(3, () => Take("ours", ours), () => Take("peer", peers));
        Assert.AreEqual("ours peer ours peer ours peer", string.Join(' ', order));
        Assert.AreEqual(new AlternatingRuns(Value: 20, PeerValue: 20, Ratio: 1), runs); // ratios 0.5, 3, 1

        double Take(string who, Queue<double> rates)
        {
            order.Add(who);
            return rates.Dequeue();
        }
    }

    [TestMethod]
    public void The_median_of_an_even_number_is_between_the_middle_two() => Assert.AreEqual(2.5, Statistic.Median([100, 1, 2, 3]));

    [TestMethod]
    public void A_table_replaces_the_lines_between_its_tasks_comments()
    {
        const string page = "a\n<!-- copy -->\nold\n<!-- end of copy -->\nb\n";
        Assert.AreEqual("a\n<!-- copy -->\n\n| new |\n\n<!-- end of copy -->\nb\n", WaysToLearn.Replace(page, "copy", "| new |\n"));
        Assert.ThrowsExactly<CharRnnException>(() => WaysToLearn.Replace(page, "adding", ""));
    }

    [TestMethod]
    public void The_page_has_the_options_of_every_way()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "ways-to-learn.md"));
        foreach (Way way in Way.All)
        {
            StringAssert.Contains(page, $"| {way.Name} | `{way.Options}` |\n");
            way.For(AnswerTask.Copy); // valid
        }
    }

    [TestMethod]
    public void A_way_has_the_tasks_hidden_size_and_one_hot_input_unless_it_says_otherwise()
    {
        Trainer.TrainingOptions options = new Way("", "--cell gru --learning-rate 0.25").For(AnswerTask.Copy);
        Assert.AreEqual((Cell.Gru, 0.25, 64, 0), (options.Cell, options.LearningRate, options.HiddenSize, options.EmbeddingSize));
        options = new Way("", "--hidden 400 --embedding 8").For(AnswerTask.Copy);
        Assert.AreEqual((400, 8), (options.HiddenSize, options.EmbeddingSize));
    }

    [TestMethod]
    public void Answers_are_right_and_only_their_characters_count()
    {
        foreach ((AnswerTask task, string alphabet) in ((AnswerTask, string)[])[(AnswerTask.Copy, "abcd.="), (AnswerTask.Adding, "0123456789*=")])
        {
            Trainer.Batch batch = task.Test[0];
            for (int row = 0; row < 50; row++)
            {
                Range columns = (row * batch.SequenceLength)..((row + 1) * batch.SequenceLength);
                string question = string.Concat(batch.Inputs[columns].Select(id => alphabet[id])).Split('=')[0];
                string answer = string.Concat(batch.Targets[columns].Where(id => id != Trainer.Batch.Padding).Select(id => alphabet[id]));
                string[] marked = question.Split('*');
                Assert.AreEqual(task == AnswerTask.Copy ? question.TrimEnd('.') : $"{marked[1][0] - '0' + marked[2][0] - '0':00}", answer);
            }
        }
    }

    [TestMethod]
    public void The_text_is_valid_and_mostly_ASCII()
    {
        byte[] text = WordText.Make(2);
        Assert.HasCount(2 * WordText.Mebibyte, text);
        Assert.IsTrue(System.Text.Unicode.Utf8.IsValid(text));
        Assert.AreEqual(0.99, text.Count(value => value < 128) / (double)text.Length, 0.009);
    }
}
