namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class TrainingOptionsTests
{
    [TestMethod]
    public void Options_out_of_range_are_all_named()
    {
        TrainingOptions options = new() { Layers = 0, HiddenSize = 9000, Dropout = 1, LearningRate = double.NaN, MaxMinutes = -1, ValidateEvery = -1, Threads = -1 };
        CollectionAssert.AreEqual(
            (string[])
            [
                "Layers is 0; must be from 1 to 8",
                "HiddenSize is 9000; must be from 1 to 8192",
                "Dropout is 1; must be from 0 to below 1",
                "MaxMinutes is -1; must be above 0 and below 1000000",
                "LearningRate is NaN; must be above 0 and below 1000000",
                "ValidateEvery is -1; must be 0 or more",
                "Threads is -1; must be from 0 to 1024",
            ],
            Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Problems.ToArray());
    }

    [TestMethod]
    public void Bounds_are_in_or_out_as_the_message_says()
    {
        AssertProblem("ScheduledSamplingRate is 0; must be above 0 and at most 1", new() { ScheduledSamplingRate = 0 });
        AssertProblem("MaxSteps is 0; must be 1 or more", new() { MaxSteps = 0 });
        AssertProblem("MaxGradientNorm is Infinity; must be 0 or more", new() { MaxGradientNorm = double.PositiveInfinity });
        AssertProblem("OutputDropout is -0.5; must be from 0 to below 1", new() { OutputDropout = -0.5 });
        AssertProblem("Cell is 7; must be one of lstm, gru, rnn, jordan", new() { Cell = (Cell)7 });
        AssertProblem("Start is \"ab\"; must be exactly one character", new() { Start = "ab" });
        AssertProblem("Start is \"\"; must be exactly one character", new() { Start = "" });
        AssertProblem("ForgetBias is NaN; must be from -1000000 to 1000000", new() { ForgetBias = double.NaN });
        AssertProblem("ForgetBias is 1E+300; must be from -1000000 to 1000000", new() { ForgetBias = 1e300 }); // not a float
        new TrainingOptions { ScheduledSamplingRate = 1, MaxSteps = long.MaxValue, EmbeddingSize = 0, OutputDropout = 0, Threads = 1024 }.Validate();
    }

    [TestMethod]
    public void A_sampled_softmax_is_refused_where_all_logits_are_needed()
    {
        const string problem = "SampledSoftmax is 9; must be 0 with Cell Jordan, Freeze Recurrent, Optimizer HessianFree and ScheduledSampling, which need the logits of all tokens";
        AssertProblem(problem, new() { SampledSoftmax = 9, Cell = Cell.Jordan, Layers = 1 });
        AssertProblem(problem, new() { SampledSoftmax = 9, Cell = Cell.Rnn, Freeze = FrozenWeights.Recurrent });
        AssertProblem(problem, new() { SampledSoftmax = 9, Optimizer = OptimizerKind.HessianFree });
        AssertProblem(problem, new() { SampledSoftmax = 9, ScheduledSampling = ScheduledSampling.Fixed });
        AssertProblem("SampledSoftmax is -1; must be from 0 to 65535", new() { SampledSoftmax = -1 });
        new TrainingOptions { SampledSoftmax = 9, Tied = true, Dropout = 0.5, Optimizer = OptimizerKind.Adagrad }.Validate();
    }

    [TestMethod]
    public void A_sampled_softmax_is_refused_for_answers_labels_and_small_vocabularies()
    {
        TrainingOptions options = new() { SampledSoftmax = 4 };
        List<string> problems = [];
        options.FindProblems(ModelTask.Answer, problems);
        options.FindProblems(ModelTask.Tag, problems);
        options.FindProblems(ModelTask.Text, problems);
        CollectionAssert.AreEqual((string[])["SampledSoftmax is 4; must be 0 with AnswerAfter", "SampledSoftmax is 4; must be 0 with TargetCorpus or ClassColumn"], problems);
        CorpusOptions corpus = new() { Corpus = "test" };
        Assert.AreEqual(
            "SampledSoftmax is 4; must be below the size of the vocabulary, 4 tokens",
            Assert.ThrowsExactly<InvalidOptionsException>(() => options.Describe(Corpus.FromUtf8("abcd"u8.ToArray(), "test", corpus))).Problems.Single());
        options.Describe(Corpus.FromUtf8("abcde"u8.ToArray(), "test", corpus));
    }

    [TestMethod]
    public void More_threads_than_cores_are_as_many_as_there_are() =>
        Assert.AreEqual(Environment.ProcessorCount, new TrainingOptions { Threads = 1024 }.ThreadCount);

    [TestMethod]
    public void A_preset_gives_its_settings_away_unchanged()
    {
        Preset preset = Preset.Find("char-rnn");
        preset.Options.HiddenSize = 7;
        Assert.AreEqual(128, preset.Options.HiddenSize);
    }

    private static void AssertProblem(string expected, TrainingOptions options) =>
        Assert.AreEqual(expected, Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Problems.Single());
}
