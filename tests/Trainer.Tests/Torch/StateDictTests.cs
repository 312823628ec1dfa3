using CharRnn.Oracle;

namespace CharRnn.Trainer.Tests;

/// <summary>A state_dict in a safetensors file, as PyTorch users have one, is the model that it was saved from.</summary>
[TestClass]
public sealed class StateDictTests
{
    [TestMethod]
    public void A_state_dict_of_PyTorch_is_read()
    {
        OracleFile oracle = OracleFile.Load(Path.Combine(AppContext.BaseDirectory, "oracle", "lstm.json"));
        Vocabulary letters = Vocabulary.FromRunes("ABCDEFGHIJK".EnumerateRunes());
        WeightsFile file = new StateDict(letters) { Start = "A" }.Load(Path.Combine(AppContext.BaseDirectory, "oracle", "lstm.safetensors"));
        Assert.AreEqual(oracle.Description, file.Metadata.Description);
        foreach (WeightTensor expected in oracle.ToWeights())
        {
            CollectionAssert.AreEqual(expected.Data, file.Weights[expected.Name].Data, expected.Name);
        }
    }
}
