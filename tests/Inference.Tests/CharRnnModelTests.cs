using System.Text;

namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class CharRnnModelTests
{
    private static readonly byte[] Shipped = File.ReadAllBytes(ShippedModel.Path);

    [TestMethod]
    public void Bytes_that_the_caller_changes_afterwards_are_not_the_models()
    {
        byte[] bytes = File.ReadAllBytes(ShippedModel.Path);
        using CharRnnModel expected = ShippedModel.Load();
        using CharRnnModel model = CharRnnModel.Load(bytes);
        Array.Clear(bytes);
        Assert.AreEqual(expected.Sha256, model.Sha256);
        Assert.IsTrue(expected.Content.Span.SequenceEqual(model.Content.Span));
    }

    [TestMethod]
    public void The_shipped_model_says_what_it_is()
    {
        using CharRnnModel model = ShippedModel.Load();
        Assert.AreEqual(Cell.Lstm, model.Description.Cell);
        Assert.AreEqual("dotnet-docs", model.Metadata.Training.Corpus);
        Assert.IsLessThanOrEqualTo(2_000_000, Shipped.Length);
        CollectionAssert.AreEqual(Shipped, model.Content.ToArray());
    }

    // As fp16 was exported once: an LSTM of 16 bits, on which ONNX Runtime crashes at its default level of optimisation.
    [TestMethod]
    public void A_file_with_arithmetic_of_16_bits_is_read_as_one_of_32()
    {
        using CharRnnModel model = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "data", "arithmetic-of-16-bits.onnx"));
        Assert.AreEqual(Precision.Fp16, model.Description.Precision);
        double sameWeightsInFp32 = -16.859389;
        Assert.AreEqual(sameWeightsInFp32, new SentenceScorer(model).Score("abcdabbca").LogLikelihood, 0.01);
    }

    [TestMethod]
    public async Task A_missing_file_is_the_frameworks_error()
    {
        Assert.AreEqual(Path.GetFullPath("none.onnx"), Assert.ThrowsExactly<FileNotFoundException>(() => CharRnnModel.Load("none.onnx")).FileName);
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => CharRnnModel.Load(Path.Combine("none", "none.onnx")));
        await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => CharRnnModel.LoadAsync("none.onnx"));
    }

    [TestMethod]
    public async Task A_model_is_loaded_asynchronously_from_a_file_or_a_stream()
    {
        using CharRnnModel model = await CharRnnModel.LoadAsync(ShippedModel.Path);
        using MemoryStream stream = new(Shipped);
        using CharRnnModel same = await CharRnnModel.LoadAsync(stream, source: "m.onnx");
        Assert.AreEqual(("dotnet-docs", "m", model.Sha256), (model.Name, same.Name, same.Sha256));
        await Assert.ThrowsAsync<OperationCanceledException>(() => CharRnnModel.LoadAsync(ShippedModel.Path, cancellationToken: new CancellationToken(canceled: true)));
        stream.Position = 1;
        await Assert.ThrowsExactlyAsync<InvalidModelException>(() => CharRnnModel.LoadAsync(stream));
    }

    [TestMethod]
    public void What_is_not_onnx_is_refused()
    {
        AssertRefused([], "m.onnx is not an ONNX file: it has no graph.");
        AssertRefused("hello"u8.ToArray(), "m.onnx is not an ONNX file: a field has no known type.");
        AssertRefused(Shipped[..(Shipped.Length / 2)], "m.onnx is not an ONNX file: a field has ");
    }

    [TestMethod]
    public void A_graph_of_somebody_else_is_refused_with_what_it_has_and_what_it_should()
    {
        AssertRefused(Replaced("input_ids", "input_xyz"), "has the inputs c_in, h_in, input_xyz; a CharRnn model has c_in, h_in, input_ids.");
        AssertRefused(Replaced("h_out", "h_new"), "has the outputs c_out, h_new, hidden, logits; a CharRnn model has c_out, h_out, hidden, logits.");
        AssertRefused(Replaced("\u0006hidden", "\u0006hiddex"), "has the outputs c_out, h_out, hiddex, logits; a CharRnn model has c_out, h_out, logits.");
    }

    [TestMethod]
    public void A_file_without_our_metadata_is_refused() =>
        AssertRefused(Replaced("charrnn.description", "another.description"), "has no charrnn.description in its metadata");

    [TestMethod]
    public void A_newer_format_is_refused_with_both_numbers() =>
        AssertRefused(Replaced("\"format\":1", "\"format\":5"), "has format 5; this version of CharRnn reads up to format 2.");

    [TestMethod]
    public void A_description_that_the_graph_contradicts_is_refused() =>
        AssertRefused(Replaced("\"layers\":1", "\"layers\":2"), "has an input h_in of Single [1, ?, ");

    [TestMethod]
    public void Threads_out_of_range_are_refused() =>
        Assert.AreEqual(
            "Threads is 0; must be from 1 to 1024.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => CharRnnModel.Load(Shipped, new CharRnnModelOptions { Threads = 0 })).Message);

    [TestMethod]
    public void More_threads_than_cores_are_reduced_with_a_warning_for_each_use()
    {
        List<string> warnings = [];
        int cores = Environment.ProcessorCount;
        using CharRnnModel model = CharRnnModel.Load(Shipped, new CharRnnModelOptions { Threads = 1024, OnWarning = warnings.Add });
        Assert.AreEqual($"Threads is 1024 for a run; this machine has {cores} cores, so {cores} are used.", warnings.Single());
        using GenerationScheduler scheduler = new(model, new GenerationSchedulerOptions { Threads = 1000, BatchSize = 1000 });
        SentenceScorer scorer = new(model, new ScoringOptions { Threads = cores + 1 });
        Assert.AreEqual(5, scorer.Score("Gets ").CharacterCount);
        Assert.HasCount(3, warnings);
        StringAssert.StartsWith(warnings[1], "Threads is 1000 for a scheduler;");
        StringAssert.StartsWith(warnings[2], $"Threads is {cores + 1} for a scorer;");
    }

    [TestMethod]
    public void A_model_is_read_from_a_stream_and_can_be_warm_from_the_start()
    {
        using MemoryStream stream = new(Shipped);
        using CharRnnModel model = CharRnnModel.Load(stream, new CharRnnModelOptions { WarmUp = true });
        using CharRnnModel same = ShippedModel.Load();
        Assert.AreEqual(same.Sha256, model.Sha256);
        Assert.AreEqual(ExecutionProvider.Cpu, model.ExecutionProvider);
        using GenerationSession first = model.CreateSession(generation: new GenerationOptions { Seed = 1 });
        using GenerationSession second = same.CreateSession(generation: new GenerationOptions { Seed = 1 });
        Assert.AreEqual(second.Generate(50), first.Generate(50));
    }

    [TestMethod]
    public void Where_there_is_no_GPU_cuda_is_refused_and_auto_warns_once()
    {
        List<string> warnings = [];
        using CharRnnModel model = CharRnnModel.Load(Shipped, new CharRnnModelOptions { ExecutionProvider = ExecutionProvider.Auto, OnWarning = warnings.Add });
        if (model.ExecutionProvider == ExecutionProvider.Cuda)
        {
            Assert.IsEmpty(warnings); // there is one
            return;
        }

        Assert.HasCount(1, warnings);
        StringAssert.StartsWith(warnings[0], "There is no CUDA to run the model on, so the processor does: ");
        InvalidOptionsException refused = Assert.ThrowsExactly<InvalidOptionsException>(() => CharRnnModel.Load(Shipped, new CharRnnModelOptions { ExecutionProvider = ExecutionProvider.Cuda }));
        StringAssert.StartsWith(refused.Message, "ExecutionProvider is Cuda, which this machine or this build of ONNX Runtime cannot give: ");
        StringAssert.EndsWith(refused.Message, "; take Cpu or Auto.");
    }

    private static void AssertRefused(byte[] model, string expected)
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => CharRnnModel.Load(model, source: "m.onnx"));
        StringAssert.StartsWith(exception.Message, "m.onnx ");
        StringAssert.Contains(exception.Message, expected);
    }

    /// <summary>The shipped file with every occurrence of a text exchanged for one as long, so that it stays protobuf.</summary>
    private static byte[] Replaced(string original, string replacement)
    {
        Assert.AreEqual(original.Length, replacement.Length);
        return Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Shipped).Replace(original, replacement, StringComparison.Ordinal));
    }
}
