// docs/guides/what-a-score-means.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn;
using CharRnn.Inference;
#endregion

namespace CharRnn.Docs.Tests.WhatAScoreMeans;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        using CharRnnModel model = CharRnnModel.Load("models/dotnet-docs-lines.onnx");
        SentenceScorer scorer = new(model, new ScoringOptions { WithSurprisals = true });
        string text = "Gets teh number.";
        SentenceScore score = scorer.Score(text);
        for (int i = 0; i < text.Length; i++)
        {
            Console.WriteLine($"{text[i]}  {score.Surprisals![i],5:F1} bits");
        }

        Console.WriteLine($"end{score.Surprisals![text.Length],5:F1} bits");
        Console.WriteLine($"sum {score.Surprisals!.Sum():F1} bits, {score.BitsPerCharacter:F1} per character");
        #endregion
    }
}
