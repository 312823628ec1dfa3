using System.Text;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class AnswerBatchesTests
{
    private const string Lines = "12+3=15\n\n4+5=9\n";

    [TestMethod]
    public void A_network_alone_reads_the_question_and_learns_the_answer()
    {
        Assert.AreEqual("""
            |4+5=9 -> ____9|
            |12+3=15 -> _____15|
            """, Show(Lines, reverses: false, encodes: false));
    }

    [TestMethod]
    public void A_reversed_question_is_read_backwards_up_to_the_separator()
    {
        Assert.AreEqual("""
            |5+4=9 -> ____9|
            |3+21=15 -> _____15|
            """, Show(Lines, reverses: true, encodes: false));
    }

    [TestMethod]
    public void With_an_encoder_that_reads_the_question_and_the_network_the_answer()
    {
        Assert.AreEqual("""
            4+5: |9 -> 9|
            12+3: |15 -> 15|
            """, Show(Lines, reverses: false, encodes: true));
        Assert.AreEqual("""
            5+4: |9 -> 9|
            3+21: |15 -> 15|
            """, Show(Lines, reverses: true, encodes: true));
    }

    [TestMethod]
    public void A_separator_can_have_several_characters_and_bytes()
    {
        Assert.AreEqual("|og → went -> _____went|", Show("go → went\n", reverses: true, encodes: false, separator: " → "));
        Corpus bytes = MakeCorpus("go → ging\nsee → sâh\n", " → ", reverses: false, Tokenization.Bytes);
        Batch batch = CorpusBatches.ForEvaluation(bytes, bytes.Training, new TrainingOptions { BatchSize = 8 }, startId: '\n')[0];
        Assert.AreEqual("ging\n".Length + "sâh\n".Length + 1, batch.TargetCount);
        Assert.AreEqual(10.0 / 9, bytes.TokensPerCharacter(bytes.Training), 1e-12);
    }

    [TestMethod]
    [DataRow("1=2\n34\n", "Line 2 of the corpus sums has no separator: \"34\". Each line must be a question, \"=\" once, and an answer.")]
    [DataRow("1=2\r\n\r\n3=4=5\r\n", "Line 3 of the corpus sums has the separator more than once: \"3=4=5\". Each line must be a question, \"=\" once, and an answer.")]
    [DataRow("3==4", "Line 1 of the corpus sums has the separator more than once: \"3==4\". Each line must be a question, \"=\" once, and an answer.")]
    [DataRow("1=2\n3=", "Line 2 of the corpus sums has an empty answer: \"3=\". Each line must be a question, \"=\" once, and an answer.")]
    [DataRow("=2\n", "Line 1 of the corpus sums has an empty question: \"=2\". Each line must be a question, \"=\" once, and an answer.")]
    public void A_line_that_is_no_question_and_answer_is_named(string text, string message)
    {
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => MakeCorpus(text, "=", reverses: false));
        Assert.AreEqual(message, exception.Message);
    }

    [TestMethod]
    public void A_separator_that_overlaps_itself_is_twice_in_a_longer_row()
    {
        Assert.ThrowsExactly<InvalidTextException>(() => MakeCorpus("a===b\n", "==", reverses: false));
        MakeCorpus("a==b\n", "==", reverses: false);
    }

    [TestMethod]
    public void A_separator_too_rare_for_the_vocabulary_is_refused()
    {
        CorpusOptions options = new() { Corpus = "sums", Unit = TextUnit.Line, AnswerAfter = "=>", MinimumCount = 3 };
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(
            () => Corpus.FromUtf8("aaa=>aaa\nbbb=>bbb\naaaa=>ccc\n\n\n"u8.ToArray(), "sums", options.With(o => o.MinimumCount = 4)));
        StringAssert.StartsWith(exception.Message, "The separator \"=>\" has a character that is too rare");
        Corpus.FromUtf8("aaa=>aaa\nbbb=>bbb\naaaa=>ccc\n"u8.ToArray(), "sums", options);
    }

    [TestMethod]
    [DataRow("=", TextUnit.Stream, false, "AnswerAfter is \"=\" and Unit Stream; the unit must be Line, for each line is a question and its answer")]
    [DataRow("", TextUnit.Line, false, "AnswerAfter is \"\"; must be 1 to 64 UTF-16 units without a line end")]
    [DataRow("a\n", TextUnit.Line, false, "AnswerAfter is \"a\\n\"; must be 1 to 64 UTF-16 units without a line end")]
    [DataRow(null, TextUnit.Line, true, "ReverseQuestion is True; must be False without AnswerAfter")]
    public void Options_that_contradict_each_other_are_refused(string? separator, TextUnit unit, bool reverses, string problem)
    {
        CorpusOptions options = new() { Corpus = "sums", Unit = unit, AnswerAfter = separator, ReverseQuestion = reverses };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Message, problem);
    }

    [TestMethod]
    public void Words_are_no_questions()
    {
        CorpusOptions options = new() { Corpus = "sums", Unit = TextUnit.Line, AnswerAfter = "=", Tokenization = Tokenization.Words };
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Message, "Tokenization Words; the tokens must be Runes or Bytes");
    }

    private static Corpus MakeCorpus(string text, string separator, bool reverses, Tokenization tokenization = Tokenization.Runes) => Corpus.FromUtf8(
        Encoding.UTF8.GetBytes(text),
        "sums",
        new CorpusOptions { Corpus = "sums", Unit = TextUnit.Line, AnswerAfter = separator, ReverseQuestion = reverses, Tokenization = tokenization, ValidationFraction = 0 });

    // Each row as QUESTION: INPUTS -> TARGETS, the newline as |, the target of padding as _, and without what pads the row's end.
    private static string Show(string text, bool reverses, bool encodes, string separator = "=")
    {
        Corpus corpus = MakeCorpus(text, separator, reverses);
        TrainingOptions options = new() { BatchSize = 8, Encoder = encodes };
        Batch batch = CorpusBatches.ForEvaluation(corpus, corpus.Training, options, corpus.NewlineId)[0];
        return string.Join('\n', Enumerable.Range(0, batch.BatchSize).Select(row =>
        {
            int[] targets = batch.Targets[(row * batch.SequenceLength)..((row + 1) * batch.SequenceLength)];
            int length = Array.IndexOf(targets, corpus.NewlineId) + 1;
            string read = corpus.Vocabulary.Decode(batch.Inputs.AsSpan(row * batch.SequenceLength, length));
            string learned = string.Concat(targets[..length].Select(id => id == Batch.Padding ? "_" : corpus.Vocabulary.Decode([id])));
            return (batch.Questions is { } questions ? corpus.Vocabulary.Decode(questions[row]) + ": " : "") + $"{read} -> {learned}".Replace('\n', '|');
        }));
    }
}
