using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace CharRnn.MlNetExtensions.Training.Tests;

[TestClass]
public sealed class CharRnnTrainerTests
{
    private static readonly string[] Names = Made.Names(600, seed: 1);

    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void Odd_texts_are_told_apart_and_Evaluate_measures_how_well()
    {
        using UnlikelyTextTransformer detector = Fit(Names);
        IDataView detected = detector.Transform(mlContext.Data.LoadFromEnumerable((Line[])
        [
            .. Made.Names(500, seed: 2).Select(text => new Line { Text = text }),
            .. Made.Odd(100, seed: 2).Append("").Select(text => new Line { Text = text, Label = 1 }),
        ]));
        AnomalyDetectionMetrics metrics = mlContext.AnomalyDetection.Evaluate(detected);
        Assert.IsGreaterThan(0.97, metrics.AreaUnderRocCurve);
        Assert.IsGreaterThan(0.7, metrics.DetectionRateAtFalsePositiveCount);
    }

    [TestMethod]
    public void The_threshold_has_the_false_positive_rate_that_was_asked_for_on_new_rows()
    {
        using UnlikelyTextTransformer detector = Fit(Made.Names(2000, seed: 1), Made.Quick(rate: 0.1));
        Assert.AreEqual(0.1, detector.FalsePositiveRate!.Value, 0.02);
        int odd = Made.Detect(mlContext, detector, Made.Names(2000, seed: 2)).Count(row => row.PredictedLabel);

        // 200 rows set the threshold, so its rate is a draw from Beta(20, 181), and odd rows are binomial: 3.5 standard deviations of both.
        Assert.AreEqual(200, odd, 3.5 * Math.Sqrt((2000 * 0.1 * 0.9) + (2000.0 * 2000 * 0.1 * 0.9 / 202)));
    }

    [TestMethod]
    public void Texts_that_end_in_half_a_surrogate_pair_are_ordinary_if_one_in_five_does()
    {
        string[] Cut(string[] names) => [.. names.Select((name, index) => index % 5 == 0 ? name + '\uD83D' : name)];
        using UnlikelyTextTransformer detector = Fit(Cut(Made.Names(1000, seed: 1)));
        Assert.IsLessThan(0.1, Made.Detect(mlContext, detector, Cut(Made.Names(1000, seed: 2))).Average(row => row.PredictedLabel ? 1.0 : 0));
    }

    [TestMethod]
    public void The_seed_of_the_context_decides_every_bit()
    {
        float[] Scores(int? seed)
        {
            MLContext seeded = new(seed);
            using UnlikelyTextTransformer detector = seeded.AnomalyDetection.Trainers.CharRnn("Text", Made.Quick()).Fit(Made.View(seeded, Names));
            return [detector.Threshold, .. Made.Detect(seeded, detector, Names[..50]).Select(row => row.Score)];
        }

        float[] first = Scores(1);
        CollectionAssert.AreEqual(first, Scores(1));
        CollectionAssert.AreNotEqual(first, Scores(2));
        CollectionAssert.AreNotEqual(Scores(null), Scores(null));
    }

    [TestMethod]
    public void Trainings_in_several_threads_give_what_one_gives()
    {
        CharRnnTrainer trainer = mlContext.AnomalyDetection.Trainers.CharRnn("Text", Made.Quick());
        float[][] scores = new float[4][];
        Parallel.For(0, scores.Length, i =>
        {
            using UnlikelyTextTransformer detector = trainer.Fit(Made.View(mlContext, Names));
            scores[i] = [detector.Threshold, .. Made.Detect(mlContext, detector, Names[..20]).Select(row => row.Score)];
        });
        Array.ForEach(scores, each => CollectionAssert.AreEqual(scores[0], each));
    }

    [TestMethod]
    public void With_a_threshold_of_the_options_two_texts_are_enough()
    {
        mlContext.Log += (_, entry) => Assert.AreNotEqual(ChannelMessageKind.Warning, entry.Kind, entry.Message);
        CharRnnTrainerOptions options = Made.Quick();
        options.Detection.Threshold = 4;
        using UnlikelyTextTransformer detector = Fit(["this one", "that one"], options);
        Assert.AreEqual(4, detector.Threshold);
        Assert.IsNull(detector.FalsePositiveRate);
    }

    [TestMethod]
    public void A_training_ends_with_its_time()
    {
        CharRnnTrainerOptions options = Made.Quick();
        options.Training.MaxMinutes = 0.01;
        options.Training.MaxSteps = options.Training.Epochs = 1_000_000;
        options.Training.Patience = 0;
        using UnlikelyTextTransformer detector = Fit(Names, options);
        Assert.IsLessThanOrEqualTo(0.05, detector.FalsePositiveRate!.Value); // without the limit this would take hours
    }

    [TestMethod]
    public void It_takes_its_place_in_a_pipeline_with_cached_and_split_data()
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(Names.Select(text => new Line { Text = text.ToUpperInvariant() }));
        IEstimator<ITransformer> pipeline = mlContext.Transforms.Text.NormalizeText("Name", "Text")
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.AnomalyDetection.Trainers.CharRnn("Name", Made.Quick()))
            .Append(mlContext.Transforms.CopyColumns("Odd", "PredictedLabel"));
        DataOperationsCatalog.TrainTestData split = mlContext.Data.TrainTestSplit(data);
        ITransformer fitted = pipeline.Fit(split.TrainSet);
        bool[] odd = [.. fitted.Transform(split.TestSet).GetColumn<bool>("Odd")];
        Assert.IsLessThan(0.3 * odd.Length, odd.Count(label => label));
        CollectionAssert.IsSubsetOf(
            (string[])["Name", "Odd", "PredictedLabel", "Score", "Text"],
            pipeline.GetOutputSchema(SchemaShapeOf(data)).Select(column => column.Name).ToArray());
        foreach (DataOperationsCatalog.TrainTestData fold in mlContext.Data.CrossValidationSplit(data, numberOfFolds: 2))
        {
            Assert.IsTrue(pipeline.Fit(fold.TrainSet).Transform(fold.TestSet).GetColumn<float>("Score").All(float.IsFinite));
        }
    }

    [TestMethod]
    public void What_is_saved_runs_in_a_process_that_has_nothing_of_the_training()
    {
        using TemporaryFolder folder = new();
        using UnlikelyTextTransformer detector = Fit(Names);
        mlContext.Model.Save(detector, Made.View(mlContext, []).Schema, folder.File("detector.zip"));
        string program = Path.Combine(Repository.Root, "artifacts", "bin", "Detector", new DirectoryInfo(AppContext.BaseDirectory).Name, "Detector.dll");
        string[] libraries = [.. Directory.EnumerateFiles(Path.GetDirectoryName(program)!, "*.dll").Select(path => Path.GetFileNameWithoutExtension(path))];
        CollectionAssert.Contains(libraries, "CharRnn.MlNetExtensions");
        Assert.IsEmpty(libraries.Where(name => name is "TorchSharp" or "CharRnn.Trainer" or "CharRnn.Export" or "CharRnn.MlNetExtensions.Training"));

        string[] texts = [.. Names[..5], .. Made.Odd(5, seed: 3)];
        string[] expected = [.. Made.Detect(mlContext, detector, texts).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.PredictedLabel} {row.Score:F3}"))];
        CollectionAssert.AreEqual(expected, Run(program, folder.File("detector.zip"), texts).Select(line => Rounded(line.Split(' '))).ToArray());
    }

    private static string Rounded(string[] parts) =>
        string.Create(CultureInfo.InvariantCulture, $"{parts[0]} {float.Parse(parts[1], CultureInfo.InvariantCulture):F3}");

    private static string[] Run(string program, string pipeline, string[] texts)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, pipeline]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(string.Concat(texts.Select(text => text + "\n")));
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return output.TrimEnd().Split('\n');
    }

    private static SchemaShape SchemaShapeOf(IDataView data) =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.Invoke(null, [data.Schema])!;

    private UnlikelyTextTransformer Fit(IEnumerable<string?> texts, CharRnnTrainerOptions? options = null) =>
        mlContext.AnomalyDetection.Trainers.CharRnn("Text", options ?? Made.Quick()).Fit(Made.View(mlContext, texts));
}
