// docs/guides/answer.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn.Inference;
#endregion

namespace CharRnn.Docs.Tests.AnswerQuestions;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        using CharRnnModel model = CharRnnModel.Load("sums.onnx");
        TextAnswerer answerer = new(model);
        foreach ((string question, TextAnswer answer) in answerer.Answer(["3+4", "8+8"], question => question))
        {
            Console.WriteLine($"{question} is {answer.Text}");
        }
        #endregion
    }
}
