// docs/guides/detector.md has this code.
#pragma warning disable IDE0005, CA1848, CA1873 // a guide shows every using that its code needs, and logs in one line
#region GUIDE
using System.Text;
using CharRnn;
using CharRnn.MlNetExtensions;
using Microsoft.ML;
#endregion

namespace CharRnn.Docs.Tests.ExplainingService;

internal static class Program
{
    public static void Run(string[] args, Action<WebApplication> built)
    {
        #region GUIDE
        MLContext mlContext = new();
        mlContext.RegisterCharRnn(); // before a pipeline is loaded
        using var detector = (UnlikelyTextTransformer)mlContext.Model.Load("detector.zip", out _);
        using ThreadLocal<PredictionEngine<Comment, Finding>> engines = new( // each serves one thread
            () => mlContext.Model.CreatePredictionEngine<Comment, Finding>(detector));

        WebApplication app = WebApplication.CreateBuilder(args).Build();
        app.MapPost("/check", (Comment comment) =>
        {
            Finding finding = engines.Value!.Predict(comment);
            app.Logger.LogInformation(
                "{Length} characters, score {Score:F2}, odd {IsOdd}, threshold {Threshold:F2}",
                comment.Text.Length, finding.Score, finding.PredictedLabel, detector.Threshold);
            return new Verdict(finding.PredictedLabel, finding.Score, Mark(comment.Text, finding.Surprisals));
        });
        app.MapPut("/false-positive-rate", (double value) =>
        {
            try
            {
                detector.FalsePositiveRate = value;
                return Results.Ok(detector.Threshold);
            }
            catch (InvalidOptionsException exception)
            {
                return Results.BadRequest(exception.Message);
            }
        });
        #endregion
        built(app);
        #region GUIDE
        app.Run();

        // Puts brackets around the characters that cost more than 8 bits: the model gave them less than 1 in 256.
        static string Mark(string text, float[] bits)
        {
            StringBuilder marked = new();
            foreach ((Rune character, float cost) in text.EnumerateRunes().Zip(bits))
            {
                marked.Append(cost > 8 ? $"[{character}]" : $"{character}");
            }

            return marked.ToString();
        }
        #endregion
    }
}

#region GUIDE
public sealed class Comment
{
    public string Text { get; set; } = "";
}

public sealed class Finding
{
    public bool PredictedLabel { get; set; }

    public float Score { get; set; }

    public float[] Surprisals { get; set; } = [];
}

internal sealed record Verdict(bool IsOdd, float BitsPerCharacter, string Marked);
#endregion
