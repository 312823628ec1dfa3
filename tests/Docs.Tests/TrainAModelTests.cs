namespace CharRnn.Docs.Tests;

[TestClass]
public sealed class TrainAModelTests
{
    [TestCleanup]
    public void DeleteFiles()
    {
        foreach (string file in (string[])["days.txt", "days.onnx", "days.json"])
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void The_guides_program_trains_a_model_that_knows_the_days()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "days.txt");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("Monday\nTuesday\nWednesday\nThursday\nFriday\nSaturday\nSunday\n", 100)));
        ReadMe.AssertShowsOutput(TrainAModel.Program.Run, Pages.Guide("train"));
    }
}
