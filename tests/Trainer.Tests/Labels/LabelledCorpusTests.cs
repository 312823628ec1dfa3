using System.Text;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class LabelledCorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_stream_has_the_label_of_each_input_as_target()
    {
        Corpus corpus = Load("abcabcabcab", "xyzxyzxyzxy", TextUnit.Stream);
        CollectionAssert.AreEqual((string[])["x", "y", "z"], corpus.Labels.ToArray());
        Batch batch = new StreamBatches(corpus.Training, 2, 3, dropPartial: true)[0];
        CollectionAssert.AreEqual((int[])[0, 1, 2, 2, 0, 1], batch.Inputs);
        CollectionAssert.AreEqual(batch.Inputs, batch.Targets, "a is x, b is y, c is z");
    }

    [TestMethod]
    public void Lines_of_one_length_share_a_batch_and_are_read_as_they_are()
    {
        Corpus corpus = Load("ab\nabc\nba\n\nb\nab\n", "xy\nxyx\nyx\n\ny\nxy\n", TextUnit.Line);
        Assert.AreEqual(ModelTask.Tag, corpus.Task);
        CollectionAssert.AreEqual((string[])["x", "y"], corpus.Labels.ToArray(), "the newline is no label");
        IBatchSource batches = CorpusBatches.ForTraining(corpus, new TrainingOptions { BatchSize = 2 }, startId: 0);
        Assert.AreEqual(4, batches.BatchCount, "one of 1, two of 2, one of 3 characters");
        for (int pass = 0; pass < 3; pass++)
        {
            List<string> read = [];
            for (int i = 0; i < 4; i++)
            {
                Batch batch = batches[(pass * 4) + i];
                Assert.HasCount(batch.BatchSize * batch.SequenceLength, batch.Targets);
                Assert.IsTrue(batch.StartsFromZero);
                read.AddRange(batch.Inputs.Zip(batch.Targets, (id, label) => corpus.Vocabulary.Decode([id]) + corpus.Labels[label]).Chunk(batch.SequenceLength).Select(row => string.Concat(row)));
            }

            CollectionAssert.AreEquivalent((string[])["axby", "axbycx", "byax", "by", "axby"], read);
        }
    }

    [TestMethod]
    public void A_line_of_a_class_has_one_target()
    {
        Corpus corpus = Tsv("de\tja\nen\tyes\nde\tno\n", o => o.ClassColumn = 1);
        Assert.AreEqual(ModelTask.Classify, corpus.Task);
        CollectionAssert.AreEqual((string[])["de", "en"], corpus.Labels.ToArray());
        IBatchSource batches = CorpusBatches.ForEvaluation(corpus, corpus.Training, new TrainingOptions { BatchSize = 8 }, startId: 0);
        Assert.AreEqual(2, batches.BatchCount);
        Assert.AreEqual("jano", corpus.Vocabulary.Decode(batches[0].Inputs));
        CollectionAssert.AreEqual((int[])[0, 0], batches[0].Targets);
        CollectionAssert.AreEqual((int[])[1], batches[1].Targets);
    }

    [TestMethod]
    public void The_text_is_the_first_other_column_or_the_one_that_is_given()
    {
        Assert.AreEqual("b\ne\n", Text(Tsv("b\tx\tc\ne\ty\tf\n", o => o.ClassColumn = 2)));
        Assert.AreEqual("x\ny\n", Text(Tsv("b\tx\tc\ne\ty\tf\n", o => o.ClassColumn = 1)));
        Assert.AreEqual("c\nf\n", Text(Tsv("b\tx\tc\r\ne\ty\tf\r\n", o => (o.ClassColumn, o.TextColumn) = (2, 3))));

        static string Text(Corpus corpus) => corpus.Decode(corpus.Training);
    }

    [TestMethod]
    [DataRow("abcd", "xyx", TextUnit.Stream, "The target corpus labels.txt has 3 characters, and the corpus text.txt has 4. Each character needs one label.")]
    [DataRow("ab\nabc\n", "xy\nxy\n", TextUnit.Line, "The target corpus labels.txt has 6 characters, and the corpus text.txt has 7; in line 2 they are 2 and 3. Each character needs one label.")]
    [DataRow("ab\nabc\n", "xyz\nxy\n", TextUnit.Line, "The target corpus labels.txt has 7 characters, and the corpus text.txt has 7; in line 1 they are 3 and 2. Each character needs one label.")]
    [DataRow("ab\nab\nab", "xy\nxy", TextUnit.Line, "The target corpus labels.txt has 6 characters, and the corpus text.txt has 9; they have 2 and 3 lines. Each character needs one label.")]
    [DataRow("ab\n", "xy\n\n\nxy", TextUnit.Line, "The target corpus labels.txt has 8 characters, and the corpus text.txt has 3; they have 4 and 1 lines. Each character needs one label.")]
    [DataRow("ab\nabc", "xy\nxy", TextUnit.Stream, "The target corpus labels.txt has 5 characters, and the corpus text.txt has 6; in line 2 they are 2 and 3. Each character needs one label.")]
    [DataRow("ab\nabc\n", "xy\n", TextUnit.Stream, "The target corpus labels.txt has 3 characters, and the corpus text.txt has 7; they have 1 and 2 lines. Each character needs one label.")]
    [DataRow("ab\nabc\n", "xyyxyx", TextUnit.Stream, "The target corpus labels.txt has 6 characters, and the corpus text.txt has 7. Each character needs one label.")]
    [DataRow("ab\nab", "x\ny\ny", TextUnit.Stream, null)]
    [DataRow("ab\r\nabc\r\n", "xy\nxyx\n", TextUnit.Line, null)]
    [DataRow("naïve 😀", "xyxyxyx", TextUnit.Stream, null)]
    [DataRow("abab", "xxxx", TextUnit.Stream, "labels.txt has only the label \"x\"; at least two are needed.")]
    [DataRow("abab", "", TextUnit.Stream, "The corpus labels.txt is empty.")]
    public void Labels_of_another_length_are_refused(string text, string target, TextUnit unit, string? message)
    {
        if (message is null)
        {
            Load(text, target, unit);
            return;
        }

        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidTextException>(() => Load(text, target, unit)).Message);
    }

    [TestMethod]
    [DataRow("de\tja\nen\n", 1, "Line 2 of the corpus lines has no column 2 (the text); tabs separate columns, and it has 1.")]
    [DataRow("ja\tde\nyes\n", 2, "Line 2 of the corpus lines has no column 2 (the class); tabs separate columns, and it has 1.")]
    [DataRow("de\tja\nen\t\n", 1, "Line 2 of the corpus lines has an empty text in column 2.")]
    [DataRow("de\tja\n\tyes\n", 1, "Line 2 of the corpus lines has an empty class in column 1.")]
    [DataRow("de\tja\n\nen\tyes\n", 1, "Line 2 of the corpus lines has no column 2 (the text); tabs separate columns, and it has 1.")]
    [DataRow("de\tja\nde\tnein\n", 1, "lines has only the label \"de\"; at least two are needed.")]
    public void Bad_lines_are_refused_by_number(string tsv, int classColumn, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidTextException>(() => Tsv(tsv, o => o.ClassColumn = classColumn)).Message);

    [TestMethod]
    public void Too_many_or_too_long_classes_are_refused_by_line()
    {
        string many = string.Concat(Enumerable.Range(1, 10_001).Select(i => $"{i}\ta\n"));
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidTextException>(() => Tsv(many, o => o.ClassColumn = 1)).Message, "Line 10001 of the corpus lines has one class more than 10000, the most");
        string longClass = $"a\tb\n{new string('c', 201)}\td\n";
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidTextException>(() => Tsv(longClass, o => o.ClassColumn = 1)).Message, "Line 2 of the corpus lines has a class of 201 characters in column 1; at most 200");
    }

    [TestMethod]
    public void A_class_that_is_seen_only_in_validation_is_refused_by_name()
    {
        string tsv = string.Concat(Enumerable.Repeat("de\tja\nen\tyes\n", 10)) + "fr\toui\n";
        Assert.AreEqual(
            "The label \"fr\" of the corpus lines is in the validation part and not in the part to train on. Mix the lines of the corpus, or give other fractions.",
            Assert.ThrowsExactly<InvalidTextException>(() => Tsv(tsv, o => (o.ClassColumn, o.ValidationFraction) = (1, 0.2))).Message);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidTextException>(() => Tsv(tsv, o => (o.ClassColumn, o.TestFraction) = (1, 0.1))).Message, "The label \"fr\" of the corpus lines is in the test part");
        Tsv(tsv, o => o.ClassColumn = 1);
    }

    [TestMethod]
    public void A_line_of_bytes_has_one_target_too()
    {
        Corpus corpus = Tsv("de\tjäa\nen\tyesé\n", o => (o.ClassColumn, o.Tokenization) = (1, Tokenization.Bytes));
        IBatchSource batches = CorpusBatches.ForEvaluation(corpus, corpus.Training, new TrainingOptions { BatchSize = 8 }, startId: 0);
        CollectionAssert.AreEqual((int[])[4, 5], Enumerable.Range(0, 2).Select(i => batches[i].SequenceLength).ToArray());
        CollectionAssert.AreEqual((int[])[0, 1], Enumerable.Range(0, 2).SelectMany(i => batches[i].Targets).ToArray());
    }

    [TestMethod]
    public void A_label_that_the_weights_do_not_give_is_refused()
    {
        string[] known = ["de", "en", "fr"];
        CorpusOptions options = new() { Corpus = Write("c.tsv", "en\tyes\nde\tja\n"), Unit = TextUnit.Line, ClassColumn = 1, ValidationFraction = 0 };
        CollectionAssert.AreEqual(known, Corpus.Load(options, known: null, known).Labels.ToArray());
        Assert.AreEqual(
            "c.tsv has the label \"de\", which is none of the model's: \"en\", \"fr\".",
            Assert.ThrowsExactly<InvalidTextException>(() => Corpus.Load(options, known: null, known[1..])).Message);
    }

    [TestMethod]
    public void Options_of_labels_that_do_not_fit_are_refused()
    {
        AssertProblem("Unit is Stream; must be Line with ClassColumn", o => o.ClassColumn = 1);
        AssertProblem("TextColumn and ClassColumn are both 2; must be two columns", o => (o.ClassColumn, o.TextColumn, o.Unit) = (2, 2, TextUnit.Line));
        AssertProblem("TextColumn is 2; it needs ClassColumn", o => o.TextColumn = 2);
        AssertProblem("Tokenization is Bytes; must be Runes with TargetCorpus", o => (o.TargetCorpus, o.Tokenization) = ("t", Tokenization.Bytes));
        AssertProblem("ValidationCorpus is v; with TargetCorpus, give a fraction instead", o => (o.TargetCorpus, o.ValidationCorpus) = ("t", "v"));
        AssertProblem("TargetCorpus is t and ClassColumn 1; give one of them", o => (o.TargetCorpus, o.ClassColumn, o.Unit) = ("t", 1, TextUnit.Line));
        AssertProblem("Standard input (-) is given more than once", o => (o.Corpus, o.TargetCorpus) = ("-", "-"));

        static void AssertProblem(string expected, Action<CorpusOptions> change)
        {
            CorpusOptions options = new() { Corpus = "c" };
            change(options);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOptionsException>(options.Validate).Message, expected);
        }
    }

    [TestMethod]
    public void A_text_in_memory_has_no_target_corpus()
    {
        Corpus corpus = Corpus.FromUtf8("abab"u8.ToArray(), "text", new CorpusOptions { Corpus = "text", TargetCorpus = "labels" });
        Assert.AreEqual((ModelTask.Text, 0), (corpus.Task, corpus.Labels.Count));
    }

    [TestMethod]
    public void The_hash_covers_the_labels() => Assert.AreNotEqual(Load("abab", "xyxy", TextUnit.Stream).Sha256, Load("abab", "yxxy", TextUnit.Stream).Sha256);

    private static Corpus Tsv(string lines, Action<CorpusOptions> change)
    {
        CorpusOptions options = new() { Corpus = "lines", Unit = TextUnit.Line, ValidationFraction = 0 };
        change(options);
        return Corpus.FromUtf8(Encoding.UTF8.GetBytes(lines), "lines", options);
    }

    private Corpus Load(string text, string target, TextUnit unit) => Corpus.Load(
        new CorpusOptions { Corpus = Write("text.txt", text), TargetCorpus = Write("labels.txt", target), Unit = unit, ValidationFraction = 0 });

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
