using CharRnn.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

[TestClass]
public sealed class BinaryFileTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void Scores_come_back_from_a_binary_file_with_the_names_of_their_slots()
    {
        IDataView data = Data.View(mlContext, [.. Data.LabelledRows, new() { Text = "" }]);
        using LikelihoodTransformer transformer = mlContext.Transforms.Text
            .ScoreSentenceLikelihood("Score", "Text", Data.ModelPath, new LikelihoodOptions { SurprisalColumnName = "Bits" }).Fit(data);
        IDataView scored = transformer.Transform(data);
        using TemporaryFolder folder = new();
        using (FileStream file = File.Create(folder.File("scored.idv")))
        {
            mlContext.Data.SaveAsBinary(scored, file);
        }

        IDataView loaded = mlContext.Data.LoadFromBinary(folder.File("scored.idv"));
        Assert.AreEqual(scored.Schema["Score"].Type, loaded.Schema["Score"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(Enum.GetNames<LikelihoodMeasure>(), names.DenseValues().Select(name => name.ToString()).ToArray());
        foreach (string column in (string[])["Score", "Bits"])
        {
            float[][] expected = [.. scored.GetColumn<float[]>(column)];
            float[][] actual = [.. loaded.GetColumn<float[]>(column)];
            Assert.HasCount(Data.LabelledRows.Count + 1, actual);
            for (int row = 0; row < actual.Length; row++)
            {
                CollectionAssert.AreEqual(expected[row], actual[row]);
            }
        }
    }

    [TestMethod]
    public void A_model_scores_what_a_binary_file_holds()
    {
        using TemporaryFolder folder = new();
        using (FileStream file = File.Create(folder.File("texts.idv")))
        {
            mlContext.Data.SaveAsBinary(Data.View(mlContext, Data.LabelledRows), file);
        }

        using CharRnnModel model = CharRnnModel.Load(Data.ModelPath);
        IDataView texts = mlContext.Data.LoadFromBinary(folder.File("texts.idv"));
        IDataView scored = mlContext.Transforms.Text.ScoreSentenceLikelihood("Score", "Text", model).Fit(texts).Transform(texts);
        Data.AreScoresOf(model, [.. Data.LabelledRows.Select(row => row.Text)], [.. scored.GetColumn<float[]>("Score")]);
    }
}
