using CharRnn.Export;
using CharRnn.Integration.Tests;

namespace CharRnn.Server.Tests;

/// <summary>Small untrained models of kinds that are not shipped, as files.</summary>
internal static class MadeModels
{
    /// <summary>A text of the words that <see cref="Words"/> knows.</summary>
    public const string Prompt = "The cat's 😀 sat,  the mat…\n";

    private static readonly ModelDescription Sizes = new() { Cell = Cell.Lstm, Layers = 1, HiddenSize = 8, EmbeddingSize = 4, VocabularySize = 2 };

    /// <summary>A model of words: white space, punctuation marks and an emoji are among them.</summary>
    public static string Words(TemporaryFolder folder) =>
        Export(folder, "words", Sizes, Vocabulary.FromWords(["\n", " ", "  ", "The", "the", "cat's", "sat", "mat", "😀", ",", "…"], hasUnknown: true));

    /// <summary>A model of the characters a and b, and the line end.</summary>
    public static string ThreeCharacters(TemporaryFolder folder) => Export(folder, "three", Sizes, Vocabulary.FromRunes("\nab".EnumerateRunes()));

    /// <summary>A model of another task than to continue texts.</summary>
    public static string Of(TemporaryFolder folder, ModelTask task) => Export(
        folder,
        "other",
        Sizes with { Task = task, Unit = TextUnit.Line, AnswerAfter = task == ModelTask.Answer ? "=" : null, LabelCount = task is ModelTask.Tag or ModelTask.Classify ? 2 : 0 },
        Vocabulary.FromRunes("\n=ab".EnumerateRunes()));

    private static string Export(TemporaryFolder folder, string name, ModelDescription sizes, Vocabulary vocabulary)
    {
        string path = folder.File($"{name}.onnx");
        OnnxExporter.Export(RandomModels.Make(sizes with { VocabularySize = vocabulary.Size }, vocabulary), path);
        return path;
    }
}
