// Detector PIPELINE.zip < TEXTS: loads a detector and prints whether each line of standard input is odd, and its score.
using System.Globalization;
using Microsoft.ML;

MLContext mlContext = new();
mlContext.RegisterCharRnn();
ITransformer detector = mlContext.Model.Load(args[0], out _);
using PredictionEngine<Line, Detection> engine = mlContext.Model.CreatePredictionEngine<Line, Detection>(detector);
while (Console.ReadLine() is { } text)
{
    Detection detection = engine.Predict(new Line { Text = text });
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{detection.PredictedLabel} {detection.Score:R}"));
}

internal sealed class Line
{
    public string Text { get; set; } = "";
}

internal sealed class Detection
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }
}
