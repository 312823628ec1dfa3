namespace CharRnn.MlNetExtensions.Genuine.Tests;

/// <summary>Stands for all tests of this project where Directory.Build.targets leaves them out.</summary>
[TestClass]
public sealed class LeftOut
{
    [TestMethod]
    [Ignore("needs genuine ML.NET: SaveAsBinary, CrossValidate and trainers are not in compat")]
    public void Saving_as_binary_cross_validation_and_trainers()
    {
    }
}
