using System.IO.Compression;
using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>AnswerText with a model of two networks, which gives the last two of three letters in reverse.</summary>
[TestClass]
public sealed class AnswerTransformerTests
{
    private static readonly string[] Questions = ["abc", "cba", "bbc", "aab", "bab"];

    private readonly MLContext mlContext = new(seed: 1);

    private static string ModelPath => Path.Combine(AppContext.BaseDirectory, "data", "reversed.onnx");

    private IDataView Rows => mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => new Line { Text = Questions[i % Questions.Length] }));

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(3, 2, 4)]
    [DataRow(32, 0, 1)]
    public void Answers_and_likelihoods_are_those_of_the_answerer(int batchSize, int threads, int beams)
    {
        using CharRnnModel model = CharRnnModel.Load(ModelPath);
        TextAnsweringOptions options = new() { BatchSize = batchSize, Threads = threads, Beams = beams, LookAhead = 32, LogLikelihoodColumnName = "LogLikelihood" };
        IDataView answered = mlContext.Transforms.Text.AnswerText("Answer", "Text", model, options).Fit(Rows).Transform(Rows);
        string[] answers = [.. answered.GetColumn<string>("Answer")];
        float[] likelihoods = [.. answered.GetColumn<float>("LogLikelihood")];
        Assert.HasCount(40, answers);
        TextAnswerer answerer = new(model, new AnswerOptions { Beams = beams });
        for (int i = 0; i < answers.Length; i++)
        {
            string question = Questions[i % Questions.Length];
            Assert.AreEqual($"{question[2]}{question[1]}", answers[i]);
            Assert.AreEqual(answerer.Answer(question).LogLikelihood, likelihoods[i], 1e-5);
        }
    }

    [TestMethod]
    public void A_saved_pipeline_holds_both_networks_once()
    {
        using MemoryStream saved = new();
        string[] expected;
        using (AnswerTransformer transformer = mlContext.Transforms.Text.AnswerText("Answer", "Text", ModelPath).Fit(Rows))
        {
            expected = [.. transformer.Transform(Rows).GetColumn<string>("Answer")];
            mlContext.Model.Save(new TransformerChain<ITransformer>(transformer, transformer), Rows.Schema, saved);
        }

        using (ZipArchive zip = new(saved, ZipArchiveMode.Read, leaveOpen: true))
        {
            Assert.AreEqual(2, zip.Entries.Count(entry => entry.FullName.EndsWith(".onnx", StringComparison.Ordinal)));
        }

        MLContext other = new();
        other.RegisterCharRnn();
        ITransformer loaded = other.Model.Load(saved, out _);
        CollectionAssert.AreEqual(expected, loaded.Transform(Rows).GetColumn<string>("Answer").ToArray());
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void A_model_is_opened_again_with_its_encoder()
    {
        AnswerEstimator estimator = mlContext.Transforms.Text.AnswerText("Answer", "Text", ModelPath);
        for (int i = 0; i < 2; i++)
        {
            using AnswerTransformer transformer = estimator.Fit(Rows);
            Assert.AreEqual("cb", transformer.Transform(Rows).GetColumn<string>("Answer").First());
        }
    }

    [TestMethod]
    public void A_row_that_is_no_question_says_so_and_others_are_answered()
    {
        IDataView rows = mlContext.Data.LoadFromEnumerable([new Line { Text = "abc" }, new Line { Text = "axc" }, new Line { Text = "cba" }]);
        using AnswerTransformer transformer = mlContext.Transforms.Text.AnswerText("Answer", "Text", ModelPath).Fit(rows);
        Exception exception = Assert.Throws<Exception>(() => _ = transformer.Transform(rows).GetColumn<string>("Answer").ToArray());
        StringAssert.Contains(exception.ToString(), "Character 2 of the text, 'x' (U+0078), is not in the vocabulary.");
        IDataView skipped = mlContext.Transforms.Text.AnswerText("Answer", "Text", ModelPath, new TextAnsweringOptions { UnknownPolicy = UnknownPolicy.Skip }).Fit(rows).Transform(rows);
        string[] answers = [.. skipped.GetColumn<string>("Answer")];
        Assert.AreEqual(("cb", "ab"), (answers[0], answers[2]));
    }

    [TestMethod]
    public void Options_and_models_that_do_not_fit_are_refused()
    {
        string message = Assert.Throws<CharRnnException>(() => mlContext.Transforms.Text.AnswerText(
            "Answer", "Text", ModelPath, new TextAnsweringOptions { MaxLength = 0, Beams = 0, Threads = -1, LogLikelihoodColumnName = "", LookAhead = 1 })).Message;
        foreach (string problem in (string[])["MaxLength is 0", "Beams is 0", "Threads is -1", "LogLikelihoodColumnName is empty", "LookAhead is 1"])
        {
            StringAssert.Contains(message, problem);
        }

        StringAssert.Contains(Assert.Throws<CharRnnException>(() => mlContext.Transforms.Text.AnswerText("Answer", "Text", Data.ModelPath)).Message, "here one that answers questions is needed");
        StringAssert.Contains(Assert.Throws<CharRnnException>(() => mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", ModelPath)).Message, "use charrnn answer, or in code TextAnswerer");
    }
}
