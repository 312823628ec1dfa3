using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class ContextLossTests
{
    private const string Text = "Gets the number of elements.";

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(8)]
    public void The_loss_after_a_short_context_is_that_of_the_file_run_on_it_from_the_zero_state(int length)
    {
        using CharRnnModel model = ShippedModel.Load();
        TokenSteps steps = StepsOf(model, Text);
        int[] chosen = [0, 2, 5, 20];
        using InferenceSession session = new(ShippedModel.Path);
        double expected = chosen.Average(step => BitsOf(session, model, [.. steps.Inputs.Skip(Math.Max(0, step - length + 1)).Take(Math.Min(length, step + 1))], steps.Targets[step]));
        Assert.AreEqual(expected, ContextLoss.Measure(model, steps, chosen, length, default), 1e-4);
    }

    [TestMethod]
    public void The_loss_after_the_whole_text_is_the_score()
    {
        using CharRnnModel model = ShippedModel.Load();
        TokenSteps steps = StepsOf(model, Text);
        double bits = ContextLoss.Measure(model, steps, [.. Enumerable.Range(0, steps.Count)], 1000, default) * steps.Count;
        Assert.AreEqual(-new SentenceScorer(model).Score(Text).LogLikelihood / Likelihood.NatsPerBit, bits, 1e-3);
    }

    [TestMethod]
    public void A_line_model_remembers_no_further_than_its_line()
    {
        using CharRnnModel model = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "dotnet-docs-lines.onnx"));
        TokenSteps steps = StepsOf(model, "ab\nGets it.");
        CollectionAssert.AreEqual((int[])[0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3], steps.Starts.ToArray());
        TokenSteps alone = StepsOf(model, "Gets it.");
        Assert.AreEqual(ContextLoss.Measure(model, alone, [0, 4, 7], 100, default), ContextLoss.Measure(model, steps, [3, 7, 10], 100, default), 1e-6);
    }

    private static TokenSteps StepsOf(CharRnnModel model, string text)
    {
        TokenSteps steps = new();
        steps.Add(model.Rules, [.. text.EnumerateRunes()]);
        return steps;
    }

    private static double BitsOf(InferenceSession session, CharRnnModel model, int[] ids, int target)
    {
        int[] shape = [model.Description.Layers, 1, model.Description.HiddenSize];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("input_ids", new DenseTensor<long>(Array.ConvertAll(ids, id => (long)id), [1, ids.Length])),
            NamedOnnxValue.CreateFromTensor("h_in", new DenseTensor<float>(shape)),
            NamedOnnxValue.CreateFromTensor("c_in", new DenseTensor<float>(shape)),
        ]);
        float[] logits = [.. outputs.Single(output => output.Name == "logits").AsEnumerable<float>().TakeLast(model.Vocabulary.Size)];
        return (Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[target]) / Math.Log(2);
    }
}
