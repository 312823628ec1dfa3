// docs/guides/labels.md has this code.
#pragma warning disable IDE0005 // a guide shows every using that its code needs
#region GUIDE
using CharRnn.Inference;
#endregion

namespace CharRnn.Docs.Tests.GiveLabels;

internal static class Program
{
    public static void Run()
    {
        #region GUIDE
        using CharRnnModel spaces = CharRnnModel.Load("spaces.onnx");
        TextTags tags = new TextTagger(spaces).Tag("thedogsang");
        Console.WriteLine($"{tags}, {tags.Labels.Count(label => label == "_")} spaces");

        using CharRnnModel words = CharRnnModel.Load("words.onnx");
        TextClass found = new TextClassifier(words).Classify("November");
        Console.WriteLine($"{found.Label}: {found.Probability:F2}");
        #endregion
    }
}
