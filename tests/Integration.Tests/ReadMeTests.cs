// The README's code stands here, between the regions, so that it is compiled and run.
#pragma warning disable IDE0005 // the README shows every using that its code needs
#region README
using CharRnn;
using CharRnn.Inference;
#endregion
using CharRnn.Inference.Tests;

namespace CharRnn.Integration.Tests;

[TestClass]
public sealed class ReadMeTests
{
    [TestMethod]
    public void The_code_says_what_the_readme_says() => ReadMe.AssertShowsOutput(Example);

    [TestMethod]
    public void No_draw_of_the_generated_text_depends_on_rounding()
    {
        GenerationRequest request = new()
        {
            Prompt = "Returns ",
            Sampling = new SamplingOptions { Temperature = 0.5 },
            Generation = new GenerationOptions { Seed = 1, MaxLength = 145 },
        };
        using CharRnnModel model = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs.onnx"));
        Assert.HasCount(1, NearTies.Exclude(model, [request]), "Give the README's example another seed.");
        Assert.Contains($"```text\n{NearTies.Alone(model, request)}\n", ReadMe.Text);
    }

    [TestMethod]
    public void The_readme_holds_the_code_that_is_compiled_here() => ReadMe.AssertHoldsCode(regions: 2);

    private static void Example()
    {
        #region README
        using CharRnnModel model = CharRnnModel.Load("models/dotnet-docs.onnx");

        // One session for each conversation. It remembers what it has read and written.
        using GenerationSession session = model.CreateSession(new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { Seed = 1 });
        session.Feed("Returns ");
        foreach (string character in session.Stream(length: 145))
        {
            Console.Write(character);
        }

        Console.WriteLine();

        // Any number of sentences, in order, in bounded memory.
        string[] sentences = ["Gets the number of elements.", "Gets teh nubmer of elemnets.", "xqzv kjhw bvnm qqpl zxcv."];
        foreach ((string text, SentenceScore score) in sentences.Zip(new SentenceScorer(model).Score(sentences)))
        {
            Console.WriteLine($"{score.BitsPerCharacter:F1} bits per character: {text}");
        }
        #endregion
    }
}
