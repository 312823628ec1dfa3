using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class TorchRandomTests
{
    [TestMethod]
    public void Renewed_numbers_follow_from_the_saved_state_and_differ_each_time()
    {
        using DisposeScope scope = NewDisposeScope();
        TorchRandom.Seed(7);
        TorchRandom.Renew();
        using MemoryStream saved = new();
        using BinaryWriter writer = new(saved);
        TorchRandom.Save(writer);
        float[] first = DrawAfterRenewal();
        float[] second = DrawAfterRenewal();
        CollectionAssert.AreNotEqual(first, second);

        using BinaryReader reader = new(new MemoryStream(saved.ToArray()));
        TorchRandom.Load(reader);
        CollectionAssert.AreEqual(first, DrawAfterRenewal());
        CollectionAssert.AreEqual(second, DrawAfterRenewal());
    }

    private static float[] DrawAfterRenewal()
    {
        TorchRandom.Renew();
        return rand(8).data<float>().ToArray();
    }
}
