// docs/guides/detector.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn.MlNetExtensions;
using CharRnn.MlNetExtensions.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CharRnn.Docs.Tests.LearnDetector;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        MLContext mlContext = new(seed: 1);
        IDataView ordinary = mlContext.Data.LoadFromTextFile<OrdinaryText>("ordinary.txt");
        CharRnnTrainerOptions options = new();
        options.Detection.FalsePositiveRate = 0.01;
        options.Detection.SurprisalColumnName = "Surprisals";
        using UnlikelyTextTransformer detector = mlContext.AnomalyDetection.Trainers.CharRnn("Text", options).Fit(ordinary);
        mlContext.Model.Save(detector, ordinary.Schema, "detector.zip");
        #endregion
    }
}

#region GUIDE
public sealed class OrdinaryText
{
    [LoadColumn(0)]
    public string Text { get; set; } = "";
}
#endregion
