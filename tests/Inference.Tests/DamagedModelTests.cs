using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace CharRnn.Inference.Tests;

/// <summary>A file whose weights are damaged, which only shows when it runs.</summary>
[TestClass]
public sealed class DamagedModelTests
{
    [TestMethod]
    public async Task Logits_that_are_no_numbers_are_an_error_wherever_they_are_used()
    {
        using CharRnnModel model = CharRnnModel.Load(WithBias(float.NaN));
        using GenerationSession session = model.CreateSession();
        using GenerationScheduler scheduler = new(model);
        AssertSaid(Assert.ThrowsExactly<InvalidModelException>(() => session.Next()));
        AssertSaid(Assert.ThrowsExactly<InvalidModelException>(() => session.SearchBeams(2)));
        AssertSaid(Assert.ThrowsExactly<InvalidModelException>(() => new SentenceScorer(model).Score("The value.")));
        AssertSaid(await Assert.ThrowsExactlyAsync<InvalidModelException>(() => scheduler.GenerateAsync(new GenerationRequest())));

        static void AssertSaid(InvalidModelException exception) => StringAssert.Matches(exception.Message, new Regex("logit.*weights.*may be damaged"));
    }

    [TestMethod]
    public void A_vocabulary_of_another_length_than_the_logits_is_refused()
    {
        byte[] file = File.ReadAllBytes(ShippedModel.Path);
        string text = System.Text.Encoding.Latin1.GetString(file);
        using CharRnnModel model = ShippedModel.Load();
        int size = model.Vocabulary.Size;

        // One token fewer in the list; spaces keep the length, and so the protobuf, as it is.
        string shorter = text.Replace("\",\"~\"]", "\"    ]", StringComparison.Ordinal);
        StringAssert.Contains(Refused(shorter), $"{size - 1}");

        // The description says so too, and only the graph knows better.
        string both = shorter.Replace($"\"vocabulary_size\":{size}", $"\"vocabulary_size\":{size - 1}", StringComparison.Ordinal);
        StringAssert.Contains(Refused(both), $"has an output logits of Single [?, ?, {size}]; its description calls for Single [?, ?, {size - 1}].");

        string Refused(string changed)
        {
            Assert.AreNotEqual(text, changed);
            return Assert.ThrowsExactly<InvalidModelException>(() => CharRnnModel.Load(System.Text.Encoding.Latin1.GetBytes(changed))).Message;
        }
    }

    /// <summary>The shipped file with the first number of the decoder's bias exchanged.</summary>
    private static byte[] WithBias(float value)
    {
        byte[] file = File.ReadAllBytes(ShippedModel.Path);
        float[] bias = WeightsFile.Load(Path.ChangeExtension(ShippedModel.Path, ".safetensors")).Weights["decoder.bias"].Data;
        int at = file.AsSpan().IndexOf(MemoryMarshal.AsBytes(bias.AsSpan()));
        Assert.IsGreaterThan(0, at);
        MemoryMarshal.Write(file.AsSpan(at), value);
        return file;
    }
}
