using CharRnn.Trainer;

namespace CharRnn.Cli.Tests;

/// <summary>What the help shows, and how the names of enumerations are spelt.</summary>
[TestClass]
public sealed class HelpTests
{
    [TestMethod]
    public void Help_of_train_has_a_line_for_every_option_in_groups()
    {
        string[] lines = CommandLine.Run("train", "--help").Succeeded().ReplaceLineEndings("\n").Split('\n');
        CollectionAssert.IsSubsetOf((string[])["Run:", "Text:", "Network:", "Optimizer:"], lines);
        foreach (string option in TrainOptions.Training.Options.Concat(TrainOptions.Corpus.Options).Select(option => option.Name))
        {
            Assert.HasCount(1, lines.Where(line => line.StartsWith($"  {option} ", StringComparison.Ordinal)), option);
        }

        StringAssert.Matches(lines.Single(line => line.StartsWith("  --cell ", StringComparison.Ordinal)), new(@"^  --cell <lstm\|gru\|rnn\|jordan> +Recurrent cell \[default: lstm\]$"));
        StringAssert.Matches(lines.Single(line => line.StartsWith("  --hidden ", StringComparison.Ordinal)), new(@"^  --hidden <number> +Hidden size of a layer \[default: 128\]$"));
        Assert.IsLessThan(170, lines.Max(line => line.Length));
    }

    [TestMethod]
    public void Help_of_train_marks_what_a_resumed_run_takes() => CollectionAssert.AreEquivalent(
        (string[])["--target-corpus", "--validation-corpus", "--test-corpus", .. TrainOptions.ResumableNames],
        TrainOptions.Corpus.Options.Concat(TrainOptions.Training.Options).Where(option => option.Description!.Contains("(*)", StringComparison.Ordinal)).Select(option => option.Name).ToArray());

    [TestMethod]
    [DataRow("export", "--precision <fp32|fp16|int8>", "[default: fp32]")]
    [DataRow("export", "--cell <lstm|gru|rnn|jordan>", "[default: the one that fits the shapes]")]
    [DataRow("score", "--unknown <error|replace|skip|floor>", "[default: floor]")]
    [DataRow("sample", "--unknown <error|replace|skip|floor>", "[default: error]")]
    [DataRow("inspect", "--format <text|json>", "[default: text]")]
    public void Help_shows_names_and_the_default_as_they_are_typed(string command, string option, string defaultValue)
    {
        string line = CommandLine.Run(command, "--help").Succeeded().Split('\n').Single(line => line.Contains(option, StringComparison.Ordinal));
        StringAssert.EndsWith(line.TrimEnd(), defaultValue);
    }

    [TestMethod]
    [DataRow("--cell is 7; must be one of lstm, gru, rnn, jordan.", "train", "--corpus", "x", "--output", "y", "--cell", "7")]
    [DataRow("--optimizer is 0; must be one of adam, adamw, rmsprop, adagrad, sgd, hessianfree.", "train", "--corpus", "x", "--output", "y", "--optimizer", "0")]
    [DataRow("--precision is 7; must be one of fp32, fp16, int8.", "export", "x", "--output", "y.onnx", "--precision", "7")]
    [DataRow("--cell is 1; must be one of lstm, gru, rnn, jordan.", "export", "x", "--output", "y.onnx", "--cell", "1")]
    [DataRow("--unknown is 9; must be one of error, replace, skip, floor.", "score", "x", "--unknown", "9")]
    [DataRow("--unknown is error,skip; must be one of error, replace, skip, floor.", "sample", "x", "--unknown", "error,skip")]
    [DataRow("--baseline is 0; must be one of ngram.", "evaluate", "x", "--baseline", "0")]
    [DataRow("--format is 1; must be one of text, json.", "inspect", "x", "--format", "1")]
    public void A_value_that_is_no_name_is_refused(string expected, params string[] arguments) =>
        CommandLine.Run(arguments).AssertComplains(2, expected);

    [TestMethod]
    public void Presets_are_listed_by_name_and_source()
    {
        string[] lines = CommandLine.Run("presets").Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        CollectionAssert.AreEqual(Preset.All.Select(preset => preset.Name).Prepend("preset").ToArray(), lines.Select(line => line.Split(' ')[0]).ToArray());
    }
}
