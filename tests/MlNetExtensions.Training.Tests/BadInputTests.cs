using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Training.Tests;

/// <summary>Columns from which nothing can be learned, and options out of range: one exception each, with the whole message.</summary>
[TestClass]
public sealed class BadInputTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void A_column_without_enough_texts_is_refused()
    {
        const string Need = "at least 38 are needed for a false positive rate of 0.05: 19 to set the threshold, and as many to learn.";
        Assert.AreEqual($"Column 'Text' has 0 texts with characters; {Need}", Refusal([]));
        Assert.AreEqual($"Column 'Text' has 1 text with characters; {Need}", Refusal(["one"]));
        Assert.AreEqual($"Column 'Text' has 0 texts with characters; {Need}", Refusal(Enumerable.Repeat("", 1000)));
        Assert.AreEqual($"Column 'Text' has 0 texts with characters; {Need}", Refusal(Enumerable.Repeat((string?)null, 1000)));
        Assert.AreEqual($"Column 'Text' has 37 texts with characters; {Need}", Refusal([.. Made.Names(37, seed: 1), .. Enumerable.Repeat("", 1000)]));
        Assert.AreEqual(
            "Column 'Text' has 37 texts with characters; at least 1998 are needed for a false positive rate of 0.001: 999 to set the threshold, and as many to learn.",
            Refusal(Made.Names(37, seed: 1), Made.Quick(rate: 0.001)));
        Assert.AreEqual(
            "Column 'Text' has 37 texts with characters; at least 1999999999998 are needed for a false positive rate of 1E-12: 999999999999 to set the threshold, and as many to learn.",
            Refusal(Made.Names(37, seed: 1), Made.Quick(rate: 1e-12)));
    }

    [TestMethod]
    public void As_few_texts_as_the_message_says_are_enough()
    {
        using UnlikelyTextTransformer detector = mlContext.AnomalyDetection.Trainers.CharRnn("Text", Made.Quick()).Fit(Made.View(mlContext, Made.Names(38, seed: 1)));
        Assert.AreEqual(0.05, detector.FalsePositiveRate!.Value, 1e-12);
    }

    [TestMethod]
    public void A_column_of_one_text_teaches_nothing() => Assert.AreEqual(
        "Column 'Text' has 100 texts, all the same; at least two different texts are needed to learn what is ordinary.", Refusal([.. Enumerable.Repeat("same", 100), ""]));

    [TestMethod]
    [DataRow("two\nlines")]
    [DataRow("the end\r")]
    public void A_line_break_is_refused_and_the_row_named(string text) => Assert.AreEqual(
        "Column 'Text', row 3: the text has a line break; a text must be one line. Replace line breaks, for example with spaces.",
        Refusal([.. Made.Names(3, seed: 1), text, .. Made.Names(100, seed: 1)]));

    [TestMethod]
    public void A_text_that_is_kept_back_and_cannot_be_scored_is_refused_without_the_number_of_another_row()
    {
        CharRnnTrainerOptions options = Made.Quick();
        options.Detection.MaximumLength = 3;
        options.Detection.LongTexts = LongTextPolicy.Error;
        StringAssert.StartsWith(
            Refusal(Made.Names(100, seed: 1), options), "Column 'Text': a text that is kept back to set the threshold cannot be scored. The text has ");
    }

    [TestMethod]
    public void Other_columns_are_refused_in_the_words_of_MlNet()
    {
        IDataView rows = Made.View(mlContext, Made.Names(100, seed: 1));
        ArgumentOutOfRangeException Refused(string column) =>
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mlContext.AnomalyDetection.Trainers.CharRnn(column).Fit(rows));
        StringAssert.StartsWith(Refused("Nothing").Message, "Could not find input column 'Nothing'");
        StringAssert.StartsWith(Refused("Label").Message, "Schema mismatch for input column 'Label': expected String, got Single");
    }

    [TestMethod]
    public void All_options_out_of_range_are_named_at_once()
    {
        CharRnnTrainerOptions options = new() { HeldBackFraction = 0.6, MaximumLearnedLength = 0, Precision = (Precision)9, Detection = { FalsePositiveRate = 2, Threads = -1 } };
        options.Training.HiddenSize = 0;
        options.Training.KeepCheckpoints = 3;
        options.Training.TensorBoard = true;
        options.Training.SampleLength = 5;
        options.Training.InitFrom = "run";
        Assert.AreEqual(
            """
            Training.HiddenSize is 0; must be from 1 to 8192.
            Training.SampleLength is 5; must be 0 in a pipeline.
            Training.KeepCheckpoints is 3; must be 0 in a pipeline.
            Training.TensorBoard is True; must be False in a pipeline.
            Training.InitFrom is run; must be null in a pipeline.
            Detection.FalsePositiveRate is 2; must be above 0 and below 1.
            Detection.Threads is -1; must be from 1 to 1024, or 0 for one per core.
            HeldBackFraction is 0.6; must be above 0 and at most 0.5.
            MaximumLearnedLength is 0; must be from 1 to 10000.
            Precision is 9; must be one of fp32, fp16, int8.
            """.ReplaceLineEndings(" "),
            Assert.ThrowsExactly<InvalidOptionsException>(() => mlContext.AnomalyDetection.Trainers.CharRnn("Text", options)).Message);
        Assert.AreEqual("Detection is null; must be options.", Assert.ThrowsExactly<InvalidOptionsException>(new CharRnnTrainerOptions { Detection = null! }.Validate).Message);
    }

    [TestMethod]
    public void A_training_that_diverges_says_what_to_change()
    {
        CharRnnTrainerOptions options = Made.Quick();
        options.Training.Optimizer = Trainer.OptimizerKind.AdamW;
        options.Training.LearningRate = options.Training.WeightDecay = 1000; // each step multiplies the weights by a million
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => Fit(Made.Names(200, seed: 1), options));
        StringAssert.StartsWith(exception.Message, "The training diverged at step ");
        StringAssert.EndsWith(exception.Message, "Train with a lower learning rate or a smaller gradient norm limit.");
    }

    private string Refusal(IEnumerable<string?> texts, CharRnnTrainerOptions? options = null) =>
        Assert.ThrowsExactly<InvalidTextException>(() => Fit(texts, options ?? Made.Quick())).Message;

    private void Fit(IEnumerable<string?> texts, CharRnnTrainerOptions options) =>
        mlContext.AnomalyDetection.Trainers.CharRnn("Text", options).Fit(Made.View(mlContext, texts)).Dispose();
}
