namespace CharRnn.Cli.Tests;

/// <summary>The texts that <c>charrnn sample</c> is given, and the models that it and its neighbours take.</summary>
[TestClass]
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_run_and_its_weights_give_what_the_exported_model_gives()
    {
        string weights = Path.Combine(TrainedModel.Run, "best.safetensors");
        string corpus = folder.File("lines.txt");
        File.WriteAllText(corpus, "the cat sat on the log.\nthe dog.\n");
        foreach (string[] command in (string[][])[["sample", "--seed", "1", "--length", "40"], ["score", corpus], ["evaluate", "--corpus", corpus]])
        {
            string expected = Run(TrainedModel.Onnx);
            Assert.AreEqual(expected, Run(TrainedModel.Run), command[0]);
            Assert.AreEqual(expected, Run(weights), command[0]);

            string Run(string source) => CommandLine.Run([command[0], source, .. command[1..]]).Succeeded();
        }
    }

    [TestMethod]
    public void A_prompt_comes_from_an_argument_a_file_or_standard_input()
    {
        string file = folder.File("prompt.txt");
        File.WriteAllBytes(file, [0xEF, 0xBB, 0xBF, .. "the cat\n"u8]);
        string expected = CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "20", "--prompt", "the cat\n").Succeeded();
        StringAssert.StartsWith(expected, "the cat\n");
        Assert.AreEqual(expected, CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "20", "--prompt-file", file).Succeeded());
        Assert.AreEqual(expected, CommandLine.RunWithInput("the cat\n"u8.ToArray(), "sample", TrainedModel.Onnx, "--seed", "1", "--length", "20", "--prompt-file", "-").Succeeded());
        Assert.AreEqual(expected, CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "20", "--prompt", @"the\u0020cat\n", "--escape").Succeeded());

        CommandLine.Run("sample", TrainedModel.Onnx, "--prompt", "a", "--prompt-file", file).AssertComplains(2, "--prompt and --prompt-file are both given; give one of them.");
        CommandLine.Run("sample", TrainedModel.Onnx, "--prompt-file", folder.File("none.txt")).AssertComplains(1, "Cannot read ");
        CommandLine.RunWithInput([0xE9], "sample", TrainedModel.Onnx, "--prompt-file", "-").AssertComplains(1, "Standard input is not UTF-8");
        CommandLine.Run("sample", TrainedModel.Onnx, "--prompt", "@home").AssertComplains(1, "Character 1 of the text, '@' (U+0040), is not in the vocabulary.");
    }

    [TestMethod]
    public void An_escaped_stop_is_the_character_and_another_that_can_never_match_is_told()
    {
        string line = CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--prompt", "the ", "--stop", @"\n", "--escape").Succeeded();
        Assert.AreEqual(1, line.Count(character => character == '\n'), line);

        CommandResult never = CommandLine.Run("sample", TrainedModel.Onnx, "--seed", "1", "--length", "5", "--stop", @"\n", "--stop", "THE", "--stop", "mat");
        never.Succeeded();
        string[] warnings = never.Error.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        CollectionAssert.AreEqual(
            (string[])
            [
                @"charrnn: --stop \n can never match: the vocabulary has no '\' (U+005C). With --escape, \n is a newline.",
                "charrnn: --stop THE can never match: the vocabulary has no 'T' (U+0054).",
            ],
            warnings);
    }

    [TestMethod]
    [DataRow("", "")]
    [DataRow(@"a\nb\r\t", "a\nb\r\t")]
    [DataRow(@"\\n", "\\n")]
    [DataRow(@"\u00e9\U0001F600\u00E9e", "é😀ée")]
    [DataRow("no escape, \" ' @", "no escape, \" ' @")]
    public void Escapes_are_those_of_C(string text, string expected) => Assert.AreEqual(expected, Escapes.Read(text, "it"));

    [TestMethod]
    [DataRow(@"\")]
    [DataRow(@"\q", @"\q")]
    [DataRow(@"a\u00e", @"\u00e")]
    [DataRow(@"\u 0e9", @"\u 0e9")]
    [DataRow(@"\u00g9", @"\u00g9")]
    [DataRow(@"\ud83d", @"\ud83d")]
    [DataRow(@"\U00110000", @"\U00110000")]
    [DataRow(@"\u", @"\u")]
    [DataRow("\\\n", @"\\n")]
    public void Another_escape_is_an_error(string text, string escape = @"\")
    {
        InvalidOptionsException exception = Assert.ThrowsExactly<InvalidOptionsException>(() => Escapes.Read(text, "--stop"));
        Assert.AreEqual($@"--stop has the escape {escape}; must be \n, \r, \t, \\, \uXXXX or \UXXXXXXXX.", exception.Message);
    }

    [TestMethod]
    public void A_terminal_sees_no_control_characters_of_a_model() =>
        Assert.AreEqual(("\u001b\u202e\n", "\\u001B\\u202E\n"), (SampleCommand.Shown("\u001b\u202e\n", isRedirected: true), SampleCommand.Shown("\u001b\u202e\n", isRedirected: false)));
}
