// docs/guides/generate.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn;
using CharRnn.Inference;
#endregion

namespace CharRnn.Docs.Tests.GenerateInAProgram;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        using CharRnnModel model = CharRnnModel.Load("models/dotnet-docs-lines.onnx");
        SamplingOptions sampling = new() { Temperature = 0.5 };
        GenerationOptions generation = new() { Stop = ["\n"], Seed = 1 };
        using GenerationSession session = model.CreateSession(sampling, generation);
        session.Feed("Returns the ");
        byte[] saved = session.SaveState(); // for a cache or a database
        Console.WriteLine(session.Generate());

        using GenerationSession elsewhere = model.CreateSession(sampling, generation);
        elsewhere.RestoreState(saved);
        Console.WriteLine(elsewhere.Generate());
        #endregion
    }
}
