using System.Security.Cryptography;
using System.Text;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Oracle;

namespace CharRnn.Integration.Tests;

/// <summary>Models that answer, exported and run: against PyTorch's numbers, against the naive network, and against themselves in other batches.</summary>
[TestClass]
public sealed class AnswerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Files => AnswerOracle.Files;

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Answers_and_likelihoods_equal_PyTorch(string path)
    {
        AnswerOracle oracle = AnswerOracle.Load(path);
        using CharRnnModel model = Export(ToFile(oracle), Precision.Fp32);
        foreach (int batchSize in (ReadOnlySpan<int>)[1, 3, 32])
        {
            TextAnswerer answerer = new(model, new AnswerOptions { MaxLength = 12, BatchSize = batchSize });
            TextAnswer[] answers = [.. answerer.Answer(oracle.Lines.Select(line => line.Split('=')[0]))];
            CollectionAssert.AreEqual(oracle.Answers, answers.Select(answer => answer.Text).ToArray());
            CollectionAssert.AreEqual(
                oracle.Answers.Select(answer => answer.Length < 12 ? FinishReason.Stop : FinishReason.Length).ToArray(), answers.Select(answer => answer.FinishReason).ToArray());
            SentenceScore[] scores = [.. answerer.Score(oracle.Lines)];
            for (int i = 0; i < scores.Length; i++)
            {
                Assert.AreEqual(oracle.LogLikelihoods[i], scores[i].LogLikelihood, 1e-4, oracle.Lines[i]);
                Assert.AreEqual((oracle.Lines[i].Split('=')[1].Length, 1), (scores[i].CharacterCount, scores[i].EndCount));
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void An_answer_is_as_likely_as_the_score_of_it(string path)
    {
        using CharRnnModel model = Export(ToFile(AnswerOracle.Load(path)), Precision.Fp32);
        string[] questions = ["A", "FED", "ABCDEFABCDEFABCDEF", "BB"];
        foreach (int beams in (ReadOnlySpan<int>)[1, 4])
        {
            TextAnswerer answerer = new(model, new AnswerOptions { MaxLength = 30, Beams = beams });
            foreach ((string question, TextAnswer answer) in answerer.Answer(questions, question => question).Where(pair => pair.Answer.FinishReason == FinishReason.Stop))
            {
                Assert.AreEqual(answerer.Score([$"{question}={answer.Text}"]).Single().LogLikelihood, answer.LogLikelihood, 1e-4, $"{question}, {beams} beams");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void As_many_beams_as_there_are_beginnings_find_the_likeliest_of_all_answers(string path)
    {
        WeightsFile weights = ToFile(AnswerOracle.Load(path));
        using CharRnnModel model = Export(weights, Precision.Fp32);
        TextAnswerer answerer = new(model, new AnswerOptions { MaxLength = 2, Beams = 64 });
        string[] one = [.. "=ABCDEF".Select(character => $"{character}")];
        string[] all = ["\n", .. one.Select(first => first + "\n"), .. one.SelectMany(first => one.Select(second => first + second))];
        foreach (string question in (string[])["A", "FED", "ABCDEF", "BB", "CAFE", "DEAD"])
        {
            string likeliest = all.MaxBy(answer => Naive(weights, question, answer))!;
            TextAnswer found = answerer.Answer(question);
            Assert.AreEqual(likeliest, found.Text + (found.FinishReason == FinishReason.Stop ? "\n" : ""), question);
            Assert.AreEqual(Naive(weights, question, likeliest), found.LogLikelihood, 1e-4, question);
        }
    }

    [TestMethod]
    [DataRow(Precision.Fp32, 1e-5)]
    [DataRow(Precision.Fp16, 2e-2)]
    [DataRow(Precision.Int8, 0.6)]
    public void Every_kind_of_network_is_exported_in_every_precision(Precision precision, double tolerance)
    {
        foreach (Cell cell in Enum.GetValues<Cell>())
        {
            (bool, int, bool)[] kinds = [(false, 8, true), (true, 8, true), (true, 0, false), (true, 5, false)];
            foreach ((bool encoder, int embedding, bool tied) in kinds.Where(kind => cell != Cell.Jordan || !kind.Item1)) // a Jordan network has no encoder
            {
                ModelDescription description = new()
                {
                    Task = ModelTask.Answer,
                    AnswerAfter = "=",
                    ReverseQuestion = true,
                    Encoder = encoder,
                    Unit = TextUnit.Line,
                    Cell = cell,
                    Layers = cell == Cell.Jordan ? 1 : 2,
                    HiddenSize = 8,
                    EmbeddingSize = embedding,
                    Tied = tied,
                    VocabularySize = AnswerOracle.Vocabulary.Size,
                };
                WeightsFile weights = RandomModels.Make(description, AnswerOracle.Vocabulary);
                using CharRnnModel model = Export(weights, precision);
                SentenceScore score = new TextAnswerer(model).Score(["ABCDE=FED"]).Single();
                Assert.AreEqual(Naive(weights, "ABCDE", "FED\n"), score.LogLikelihood, tolerance * 4, $"{cell}, encoder {encoder}, embedding {embedding}");
            }
        }
    }

    [TestMethod]
    [DataRow("=", false)]
    [DataRow("==", true)]
    [DataRow("=F=", false)]
    public void A_network_alone_reads_the_whole_separator_before_it_answers(string separator, bool reverses)
    {
        ModelDescription description = AnswerOracle.Load((string)Files.Last()[0]).Description with { Encoder = false, AnswerAfter = separator, ReverseQuestion = reverses };
        WeightsFile weights = RandomModels.Make(description, AnswerOracle.Vocabulary);
        using CharRnnModel model = Export(weights, Precision.Fp32);
        string[] questions = ["ABC", "F", "DEADBEEF"];
        SentenceScore[] scores = [.. new TextAnswerer(model).Score(questions.Select(question => $"{question}{separator}FED"))];
        for (int i = 0; i < questions.Length; i++)
        {
            Assert.AreEqual(Naive(weights, questions[i], "FED\n"), scores[i].LogLikelihood, 1e-4, questions[i]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(OtherVocabularies))]
    public void Bytes_and_unknown_characters_are_read_and_written_as_characters(Vocabulary vocabulary)
    {
        foreach (bool encoder in (ReadOnlySpan<bool>)[false, true])
        {
            ModelDescription description = AnswerOracle.Load((string)Files.First()[0]).Description with
            {
                Encoder = encoder,
                AnswerAfter = "→",
                ReverseQuestion = true,
                VocabularySize = vocabulary.Size,
            };
            WeightsFile weights = RandomModels.Make(description, vocabulary);
            using CharRnnModel model = Export(weights, Precision.Fp32);
            TextAnswerer answerer = new(model, new AnswerOptions { UnknownPolicy = vocabulary.UnknownId is null ? UnknownPolicy.Error : UnknownPolicy.Replace, MaxLength = 3 });
            SentenceScore score = answerer.Score(["bäx→cä€"]).Single();
            Assert.AreEqual(Naive(weights, "bäx", "cä€\n"), score.LogLikelihood, 1e-3);
            Assert.AreEqual((3, 1), (score.CharacterCount, score.EndCount));
            TextAnswer answer = answerer.Answer("bäx");
            Assert.IsLessThanOrEqualTo(3, answer.Text.EnumerateRunes().Count());
            Assert.DoesNotContain("\uFFFD", answer.Text);
        }
    }

    [TestMethod]
    [DataRow(32)]
    [DataRow(1)]
    public void A_long_question_alone_or_among_short_ones_is_read_to_its_end(int batchSize)
    {
        ModelDescription description = AnswerOracle.Load((string)Files.First()[0]).Description;
        WeightsFile weights = RandomModels.Make(description, AnswerOracle.Vocabulary);
        using CharRnnModel model = Export(weights, Precision.Fp32);
        string[] questions = [.. new[] { 1, 2, 127, 128, 129, 256, 300, 1000 }.Select(length => string.Concat(Enumerable.Range(0, length).Select(i => "ABCDEF"[i * i % 6])))];
        SentenceScore[] scores = [.. new TextAnswerer(model, new AnswerOptions { BatchSize = batchSize }).Score(questions.Select(question => question + "=AB"))];
        for (int i = 0; i < questions.Length; i++)
        {
            Assert.AreEqual(Naive(weights, questions[i], "AB\n"), scores[i].LogLikelihood, 1e-4, $"{questions[i].Length} characters");
        }
    }

    [TestMethod]
    public void A_character_of_an_answer_allocates_hardly_anything()
    {
        WeightsFile weights = ToFile(AnswerOracle.Load(Files.Select(file => (string)file[0]).First(path => Path.GetFileName(path) == "gru_encoder.json")));
        using CharRnnModel model = Export(weights, Precision.Fp32);
        Allocated(1000);
        Assert.IsLessThan(100, (Allocated(3000) - Allocated(1000)) / 2000, "bytes a character");

        long Allocated(int maxLength)
        {
            TextAnswerer answerer = new(model, new AnswerOptions { MaxLength = maxLength });
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.AreEqual(maxLength, answerer.Answer("ABC").Text.Length); // one that never ends
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [TestMethod]
    public void A_mate_that_is_missing_or_another_model_s_is_refused()
    {
        WeightsFile weights = ToFile(AnswerOracle.Load(Files.Select(file => (string)file[0]).First(path => Path.GetFileName(path) == "lstm_encoder.json")));
        string path = folder.File("sums.onnx");
        OnnxExporter.Export(weights, path);
        string encoder = OnnxExporter.EncoderPath(path);
        CharRnnModel.Load(path).Dispose();
        byte[] own = File.ReadAllBytes(encoder);
        File.Delete(encoder);
        AssertRefused(() => CharRnnModel.Load(path), $"{path} needs its encoder, {encoder}, which does not exist; keep the two files that an export writes in one folder.");
        OnnxExporter.Export(weights, folder.File("other.onnx"), Precision.Int8);
        File.Copy(OnnxExporter.EncoderPath(folder.File("other.onnx")), encoder);
        AssertRefused(() => CharRnnModel.Load(path), $"{path}'s encoder is not the one that was exported with it: its SHA-256 is ");
        AssertRefused(() => CharRnnModel.Load(File.ReadAllBytes(path)), "The model needs its encoder, which is not given; load the model by its path, or give both files.");
        using CharRnnModel given = CharRnnModel.Load(File.ReadAllBytes(path), encoder: own);
        File.WriteAllBytes(encoder, own);
        using CharRnnModel alone = CharRnnModel.Load(encoder);
        AssertRefused(() => _ = new TextAnswerer(alone), "sums.encoder is a model that reads questions for another network; here one that answers questions is needed.");
        AssertRefused(() => _ = new SentenceScorer(given), "The model is a model that answers questions; here one that predicts the next token is needed. To run it, use charrnn answer, or in code TextAnswerer.");
    }

    [TestMethod]
    public void A_mate_that_is_named_and_does_not_fit_is_refused()
    {
        ModelDescription description = AnswerOracle.Load(Files.Select(file => (string)file[0]).First(path => Path.GetFileName(path) == "lstm_encoder.json")).Description;
        WeightsFile weights = RandomModels.Make(description, AnswerOracle.Vocabulary);
        string own = Sha256(OnnxExporter.ToEncoderBytes(weights));
        byte[][] others =
        [
            OnnxExporter.ToEncoderBytes(RandomModels.Make(description with { HiddenSize = description.HiddenSize + 1 }, AnswerOracle.Vocabulary)),
            OnnxExporter.ToEncoderBytes(RandomModels.Make(description with { Layers = description.Layers + 1 }, AnswerOracle.Vocabulary)),
            OnnxExporter.ToEncoderBytes(RandomModels.Make(description with { Cell = Cell.Gru }, AnswerOracle.Vocabulary)),
            OnnxExporter.ToBytes(RandomModels.Make(description with { Encoder = false }, AnswerOracle.Vocabulary)),
        ];
        foreach (byte[] other in others)
        {
            string patched = Encoding.Latin1.GetString(OnnxExporter.ToBytes(weights)).Replace(own, Sha256(other), StringComparison.Ordinal); // as long as the other
            AssertRefused(() => CharRnnModel.Load(Encoding.Latin1.GetBytes(patched), encoder: other), "The model's encoder is another network; it must have its cell, layers, hidden size and vocabulary.");
        }

        static string Sha256(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
    }

    [TestMethod]
    public async Task Both_networks_are_read_from_streams()
    {
        AnswerOracle oracle = AnswerOracle.Load(Files.Select(file => (string)file[0]).First(path => Path.GetFileName(path) == "lstm_encoder.json"));
        WeightsFile weights = ToFile(oracle);
        byte[] decoder = OnnxExporter.ToBytes(weights);
        byte[] encoder = OnnxExporter.ToEncoderBytes(weights);
        using CharRnnModel model = CharRnnModel.Load(new MemoryStream(decoder), encoder: new MemoryStream(encoder));
        using CharRnnModel same = await CharRnnModel.LoadAsync(new MemoryStream(decoder), encoder: new MemoryStream(encoder));
        foreach (CharRnnModel loaded in (CharRnnModel[])[model, same])
        {
            Assert.AreEqual(oracle.Answers[0], new TextAnswerer(loaded, new AnswerOptions { MaxLength = 12 }).Answer(oracle.Lines[0].Split('=')[0]).Text);
        }

        AssertRefused(() => CharRnnModel.Load(new MemoryStream(decoder)), "The model needs its encoder, which is not given");
        AssertRefused(() => CharRnnModel.Load(new MemoryStream(decoder), encoder: new MemoryStream(decoder)), "The model's encoder is not the one that was exported with it: its SHA-256 is ");
    }

    [TestMethod]
    public void More_threads_than_cores_are_warned_of_once()
    {
        WeightsFile weights = ToFile(AnswerOracle.Load(Files.Select(file => (string)file[0]).First(path => Path.GetFileName(path) == "lstm_encoder.json")));
        List<string> warnings = [];
        using CharRnnModel model = CharRnnModel.Load(
            OnnxExporter.ToBytes(weights), new CharRnnModelOptions { Threads = 1024, OnWarning = warnings.Add }, encoder: OnnxExporter.ToEncoderBytes(weights));
        Assert.HasCount(1, warnings);
        _ = new TextAnswerer(model, new AnswerOptions { Threads = 1024, BatchSize = 1 });
        Assert.HasCount(2, warnings);
        StringAssert.StartsWith(warnings[1], "Threads is 1024 for an answerer;");
    }

    [TestMethod]
    [DataRow("AB", "The line \"AB\" has no separator; must be a question, \"=\" and an answer.")]
    [DataRow("=B", "The question \"\" is empty; must have a character.")]
    public void A_line_without_a_question_is_not_scored(string line, string message)
    {
        using CharRnnModel model = Export(ToFile(AnswerOracle.Load((string)Files.First()[0])), Precision.Fp32);
        TextAnswerer answerer = new(model);
        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidTextException>(() => answerer.Score([line]).Single()).Message);
    }

    [TestMethod]
    public void Any_answer_is_scored_that_a_network_can_write()
    {
        WeightsFile weights = ToFile(AnswerOracle.Load((string)Files.First()[0]));
        using CharRnnModel model = Export(weights, Precision.Fp32);
        string[] answers = ["", "=", "A=B", "=="];
        SentenceScore[] scores = [.. new TextAnswerer(model).Score(answers.Select(answer => "AB=" + answer))];
        CollectionAssert.AreEqual(answers.Select(answer => answer.Length).ToArray(), scores.Select(score => score.CharacterCount).ToArray());
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.AreEqual(Naive(weights, "AB", answers[i] + "\n"), scores[i].LogLikelihood, 1e-4, answers[i]);
        }
    }

    [TestMethod]
    public void A_disposed_model_answers_no_more()
    {
        TextAnswerer answerer;
        using (CharRnnModel model = Export(ToFile(AnswerOracle.Load((string)Files.First()[0])), Precision.Fp32))
        {
            answerer = new TextAnswerer(model);
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => answerer.Answer("A"));
    }

    [TestMethod]
    [DataRow("", "The question \"\" is empty; must have a character.")]
    [DataRow("A=", "The question \"A=\" has the separator \"=\", after which an answer begins; give only what stands before it.")]
    [DataRow("A\nB", "The question \"A\\nB\" has a line's end; must be one line.")]
    [DataRow("AxB", "Character 2 of the text, 'x' (U+0078), is not in the vocabulary.")]
    public void What_is_no_question_is_refused(string question, string message)
    {
        using CharRnnModel model = Export(ToFile(AnswerOracle.Load((string)Files.First()[0])), Precision.Fp32);
        TextAnswerer answerer = new(model);
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidTextException>(() => answerer.Answer(question)).Message, message);
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidTextException>(() => answerer.Check(question)).Message, message);
    }

    [TestMethod]
    public void Characters_that_are_skipped_leave_another_question_or_none()
    {
        using CharRnnModel model = Export(ToFile(AnswerOracle.Load((string)Files.First()[0])), Precision.Fp32);
        TextAnswerer answerer = new(model, new AnswerOptions { UnknownPolicy = UnknownPolicy.Skip, MaxLength = 5 });
        Assert.AreEqual(answerer.Answer("AB"), answerer.Answer("xAyB"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidTextException>(() => answerer.Answer("xyz")).Message, "has no character that is in the vocabulary");
    }

    private static WeightsFile ToFile(AnswerOracle oracle) =>
        new(new ModelMetadata(oracle.Description, AnswerOracle.Vocabulary, new TrainingRecord()), oracle.ToWeights(oracle.Weights));

    private static CharRnnModel Export(WeightsFile weights, Precision precision) => CharRnnModel.Load(
        OnnxExporter.ToBytes(weights, precision), encoder: weights.Metadata.Description.Encoder ? OnnxExporter.ToEncoderBytes(weights, precision) : null);

    private static void AssertRefused(Action action, string message) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(action).Message, message);

    /// <summary>The log-likelihood of an answer by the naive network, in float64.</summary>
    private static double Naive(WeightsFile weights, string question, string answer)
    {
        ModelDescription description = weights.Metadata.Description;
        Vocabulary vocabulary = weights.Metadata.Vocabulary;
        int[] read = [.. description.ReverseQuestion ? Ids(question).Reverse() : Ids(question)];
        double[][] hidden = [.. Enumerable.Range(0, description.Layers).Select(_ => new double[description.HiddenSize])];
        double[][] cell = [.. hidden.Select(layer => new double[layer.Length])];
        NaiveNetwork network = new(weights);
        int[] separator = Ids(description.AnswerAfter!);
        int pending = separator[^1];
        if (description.Encoder)
        {
            new NaiveNetwork(weights, Weights.EncoderPrefix).Read(read, hidden, cell);
            pending = Ids("\n")[0];
        }
        else
        {
            network.Read([Ids("\n")[0], .. read, .. separator[..^1]], hidden, cell);
        }

        double sum = 0;
        foreach (int id in Ids(answer))
        {
            double[] logits = network.Read([pending], hidden, cell)[0];
            sum += logits[id] - Math.Log(logits.Sum(Math.Exp));
            pending = id;
        }

        return sum;

        int[] Ids(string text) => vocabulary.Encode(text, vocabulary.UnknownId is null ? UnknownPolicy.Error : UnknownPolicy.Replace).Ids;
    }

    private static IEnumerable<Vocabulary> OtherVocabularies => [Vocabulary.Bytes, Vocabulary.FromRunes("\n=→äbc".EnumerateRunes(), hasUnknown: true)];
}
