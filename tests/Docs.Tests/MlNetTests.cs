using System.Net.Http.Json;
using System.Text.Json;

namespace CharRnn.Docs.Tests;

/// <summary>The guide to ML.NET, in its order: the first program saves the pipeline that the others load.</summary>
[TestClass]
public sealed class MlNetTests
{
    private static readonly string Page = Pages.Guide("score-in-mlnet");

    [TestCleanup]
    public void DeletePipeline() => File.Delete("pipeline.zip");

    [TestMethod]
    public async Task Scores_are_the_same_in_the_program_that_saved_the_pipeline_and_in_those_that_load_it()
    {
        ReadMe.AssertShowsOutput(ScoreInMlNet.Program.Run, Page);
        ReadMe.AssertShowsOutput(LoadInMlNet.Program.Run, Page);
        await RunningService.Use(ScoreInAPool.Program.Run, async (client, _) =>
        {
            using HttpResponseMessage response = await client.PostAsJsonAsync("/score", new { text = "Returns the index." });
            JsonElement shown = JsonDocument.Parse(ReadMe.Blocks(Page, "json").Single()).RootElement;
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.AreEqual(shown.GetProperty("text").GetString(), answer.GetProperty("text").GetString());
            Assert.AreEqual(shown.GetProperty("bitsPerCharacter").GetDouble(), answer.GetProperty("bitsPerCharacter").GetDouble(), 1e-3);
        });
    }

    [TestMethod]
    public void Texts_are_generated() => ReadMe.AssertShowsOutput(GenerateInMlNet.Program.Run, Page);

    [TestMethod]
    public void A_trainer_learns_from_the_scores() => ReadMe.AssertShowsOutput(LearnFromScores.Program.Run, Page);

    [TestMethod]
    public void A_detector_marks_what_is_odd() => ReadMe.AssertShowsOutput(DetectInMlNet.Program.Run, Page);
}
