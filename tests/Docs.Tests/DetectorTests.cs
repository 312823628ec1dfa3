using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CharRnn.MlNetExtensions;
using Microsoft.ML;

namespace CharRnn.Docs.Tests;

/// <summary>The guide to a detector, in its order: a program saves the pipeline that the service loads.</summary>
[TestClass]
public sealed class DetectorTests
{
    private static readonly string Page = Pages.Guide("detector");

    [TestCleanup]
    public void DeleteFiles() => Array.ForEach(["detector.zip", "ordinary.txt"], File.Delete);

    [TestMethod]
    public async Task A_verdict_is_explained_and_the_threshold_changes_while_the_service_runs()
    {
        ReadMe.AssertShowsOutput(FitDetector.Program.Run, Page);
        await RunningService.Use(ExplainingService.Program.Run, async (client, _) =>
        {
            JsonElement[] shown = [.. ReadMe.Blocks(Page, "json").Select(block => JsonDocument.Parse(block).RootElement).Where(block => block.TryGetProperty("marked", out JsonElement _))];
            Assert.HasCount(2, shown);
            foreach (JsonElement expected in shown)
            {
                JsonElement answer = await Check(client, expected.GetProperty("marked").GetString()!.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal));
                Assert.AreEqual(expected.GetProperty("isOdd").GetBoolean(), answer.GetProperty("isOdd").GetBoolean());
                Assert.AreEqual(expected.GetProperty("bitsPerCharacter").GetDouble(), answer.GetProperty("bitsPerCharacter").GetDouble(), 1e-3);
                Assert.AreEqual(expected.GetProperty("marked").GetString(), answer.GetProperty("marked").GetString());
            }

            const string between = "Gets the zebra of elements.";
            Assert.IsFalse((await Check(client, between)).GetProperty("isOdd").GetBoolean());
            using HttpResponseMessage changed = await client.PutAsync("/false-positive-rate?value=0.05", null);
            Assert.IsLessThan((await Check(client, between)).GetProperty("bitsPerCharacter").GetDouble(), await changed.Content.ReadFromJsonAsync<double>());
            Assert.IsTrue((await Check(client, between)).GetProperty("isOdd").GetBoolean());

            using HttpResponseMessage refused = await client.PutAsync("/false-positive-rate?value=0.001", null);
            Assert.AreEqual(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("999 texts", await refused.Content.ReadAsStringAsync());
        });
    }

    [TestMethod]
    public void A_detector_learns_texts_of_your_own()
    {
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        string[] names = ["the cat", "the dog", "a small bird", "my uncle", "the old man"], verbs = ["sees", "likes", "hears", "follows", "asks"];
        File.WriteAllLines("ordinary.txt", [.. from subject in names from verb in verbs from name in names from end in (string[])[".", " now.", " again."] select $"{subject} {verb} {name}{end}"]);
        LearnDetector.Program.Run();
        MLContext mlContext = new();
        mlContext.RegisterCharRnn();
        using UnlikelyTextTransformer detector = (UnlikelyTextTransformer)mlContext.Model.Load("detector.zip", out _);
        using PredictionEngine<ExplainingService.Comment, ExplainingService.Finding> engine = mlContext.Model.CreatePredictionEngine<ExplainingService.Comment, ExplainingService.Finding>(detector);
        Assert.IsFalse(engine.Predict(new ExplainingService.Comment { Text = "the dog hears my uncle now." }).PredictedLabel);
        Assert.IsTrue(engine.Predict(new ExplainingService.Comment { Text = "hte god raehs ym unelc nwo." }).PredictedLabel);
    }

    private static async Task<JsonElement> Check(HttpClient client, string text)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/check", new { text });
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
