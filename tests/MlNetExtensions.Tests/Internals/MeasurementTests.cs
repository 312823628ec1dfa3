using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class MeasurementTests : IDisposable
{
    private readonly string name = Guid.NewGuid().ToString(); // measurements of other tests have another
    private readonly MLContext mlContext = new();
    private readonly MeterListener listener = new();
    private readonly ConcurrentBag<(string Instrument, string Model, string? Outcome, double Value)> measurements = [];

    public MeasurementTests()
    {
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument.Meter.Name == CharRnnTelemetry.Name)
            {
                its.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    [TestMethod]
    public void Transformers_count_their_rows_and_those_that_cannot_be_computed()
    {
        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath, new CharRnnModelOptions { Name = name });
        IDataView data = mlContext.Data.LoadFromEnumerable(new Line[] { new() { Text = "Gets" }, new() { Text = "é" }, new() { Text = "a" } });
        using LikelihoodTransformer likelihood = mlContext.Transforms.Text
            .ScoreSentenceLikelihood("Score", "Text", model, new LikelihoodOptions { UnknownPolicy = UnknownPolicy.Error }).Fit(data);
        Assert.ThrowsExactly<InvalidOperationException>(() => likelihood.Transform(data).GetColumn<float[]>("Score").ToArray());
        Assert.AreEqual((2, 1), (Sum(name, "charrnn.mlnet.rows", "computed"), Sum(name, "charrnn.mlnet.rows", "failed")));
        Assert.AreEqual(1, measurements.Count(one => one.Instrument == "charrnn.mlnet.time_per_block" && one.Model == name));

        using GenerationTransformer generation = mlContext.Transforms.Text.GenerateText("Next", "Text", model, new TextGenerationOptions { MaxLength = 5 }).Fit(data);
        Assert.HasCount(3, generation.Transform(data).GetColumn<string>("Next").ToArray());
        Assert.AreEqual((5, 15), (Sum(name, "charrnn.mlnet.rows", "computed"), Sum(name, "charrnn.characters")));
    }

    [TestMethod]
    public void Rows_with_equal_texts_are_scored_once_in_a_block_and_have_equal_scores()
    {
        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath, new CharRnnModelOptions { Name = name });
        IDataView data = Data.View(mlContext, 28); // each text four times
        LikelihoodOptions options = new() { BatchSize = 14, LookAhead = 14 };
        float[][] scores = [.. mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model, options).Fit(data).Transform(data).GetColumn<float[]>("Score")];
        Assert.AreEqual((14, 14, 28), (Sum(name, "charrnn.scored.texts"), Sum(name, "charrnn.scored.repeated_texts"), Sum(name, "charrnn.mlnet.rows")));
        foreach ((int row, float[] score) in scores.Index())
        {
            CollectionAssert.AreEqual(scores[row % 7], score);
            Data.AreScoresOf(model, Data.Texts[row % 7], score);
        }
    }

    [TestMethod]
    public void The_model_of_a_loaded_pipeline_is_named_after_the_column()
    {
        IDataView data = Data.View(mlContext, 3);
        using LikelihoodTransformer saved = mlContext.Transforms.Text.ScoreSentenceLikelihood(name, "Text", Data.ModelPath).Fit(data);
        using MemoryStream file = new();
        mlContext.Model.Save(saved, data.Schema, file);
        file.Position = 0;
        mlContext.RegisterCharRnn();
        ITransformer loaded = mlContext.Model.Load(file, out _);
        Assert.HasCount(3, loaded.Transform(data).GetColumn<float[]>(name).ToArray());
        Assert.AreEqual((3, 3), (Sum(name, "charrnn.mlnet.rows"), Sum(name, "charrnn.scored.texts")));
        (loaded as IDisposable)?.Dispose();
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> byKey = new(tags.ToArray());
        measurements.Add((instrument.Name, (string)byKey["charrnn.model"]!, byKey.GetValueOrDefault("charrnn.outcome") as string, value));
    }

    private double Sum(string model, string instrument, string? outcome = null) =>
        measurements.Where(one => one.Model == model && one.Instrument == instrument && (outcome is null || one.Outcome == outcome)).Sum(one => one.Value);
}
