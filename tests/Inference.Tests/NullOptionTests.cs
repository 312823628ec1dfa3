namespace CharRnn.Inference.Tests;

/// <summary>Lists that are null are problems like any other, not a NullReferenceException.</summary>
[TestClass]
public sealed class NullOptionTests
{
    [TestMethod]
    public void They_are_named_with_all_other_problems()
    {
        Assert.AreEqual(
            "TopP is 2; must be above 0 and at most 1 (all). LogitBias is null; must be a dictionary, which can be empty.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => new SamplingOptions { TopP = 2, LogitBias = null! }.Validate()).Message);
        Assert.AreEqual(
            "Stop is null; must be a list, which can be empty. Choices is 0; must be from 1 to 1024.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => new GenerationOptions { Choices = 0, Stop = null! }.Validate()).Message);
    }
}
