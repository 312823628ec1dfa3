// A program of one file, without a project: scores its arguments.
//   dotnet run samples/FileBased/score.cs "Gets the number of elements." "xqzv kjhw"
#:project ../../src/Inference/CharRnn.Inference.csproj
using CharRnn.Inference;

using CharRnnModel model = CharRnnModel.Load("models/dotnet-docs.onnx");
SentenceScorer scorer = new(model);
foreach (string text in args)
{
    Console.WriteLine($"{scorer.Score(text).BitsPerCharacter:F1} bits per character: {text}");
}
