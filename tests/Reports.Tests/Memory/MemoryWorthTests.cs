using CharRnn.Inference;

namespace CharRnn.Reports.Tests;

[TestClass]
public sealed class MemoryWorthTests
{
    [TestMethod]
    public void An_ngram_model_learns_the_first_half_and_a_network_that_knows_nothing_stays_at_chance()
    {
        using CharRnnModel model = QuoteNetwork.Load();
        VisualizedText text = VisualizedText.Of([new NamedText("t", string.Concat(Enumerable.Repeat("aabbc ", 100)))], 1000);
        MemoryWorth memory = new(model, text);
        Assert.AreEqual(300, memory.Sampled);
        LossAtLength[] network = memory.OfNetwork(model, default);
        CollectionAssert.AreEqual((int[])[1, 2, 4, 8, 16, 32, 64, 128, 256], network.Select(loss => loss.Length).ToArray());
        foreach (LossAtLength loss in network)
        {
            Assert.AreEqual(3, loss.Bits, 1e-6);
        }

        LossAtLength[] ngrams = memory.OfNGrams(model.Vocabulary.Size, default);
        CollectionAssert.AreEqual((int[])[1, 2, 4, 8, 16], ngrams.Select(loss => loss.Length).ToArray());
        Assert.AreEqual(2.0 / 3, ngrams[0].Bits, 0.1, "after a and after b, two characters are alike; after c and after a space, none");
        Assert.IsLessThan(0.2, ngrams[1].Bits, "two characters say what the next is");
    }

    [TestMethod]
    public void A_short_text_has_short_contexts()
    {
        using CharRnnModel model = QuoteNetwork.Load();
        MemoryWorth memory = new(model, VisualizedText.Of([new NamedText("t", "aabb"), new NamedText("u", "a")], 1000));
        CollectionAssert.AreEqual((int[])[1, 2, 4], memory.OfNetwork(model, default).Select(loss => loss.Length).ToArray());
        MemoryWorth nothing = new(model, VisualizedText.Of([new NamedText("t", "日本")], 1000));
        Assert.IsEmpty(nothing.OfNetwork(model, default));
        Assert.IsEmpty(nothing.OfNGrams(model.Vocabulary.Size, default));
    }

    [TestMethod]
    public void Positions_are_taken_together_between_powers_of_two()
    {
        VisualizedText text = VisualizedText.Of([new NamedText("t", "ab\nc"), new NamedText("u", "d")], 100);
        double?[] bits = [4, 2, 1, 3, 8];
        CollectionAssert.AreEqual((PositionLoss[])[new(1, 1, 6, 2), new(2, 3, 1.5, 2), new(4, 7, 3, 1)], PositionLoss.Of(text, bits, TextUnit.Stream));
        CollectionAssert.AreEqual((PositionLoss[])[new(1, 1, 5, 3), new(2, 3, 1.5, 2)], PositionLoss.Of(text, bits, TextUnit.Line));
        CollectionAssert.AreEqual((PositionLoss[])[new(1, 1, 8, 1)], PositionLoss.Of(text, [null, null, null, null, 8], TextUnit.Stream));
    }
}
