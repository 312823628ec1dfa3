namespace CharRnn.Inference.Tests;

/// <summary>The embedder beside the scorer and beside itself. That its vectors are right, EmbeddingOracleTests show.</summary>
[TestClass]
public sealed class TextEmbedderTests : IDisposable
{
    private static readonly string[] Texts =
        ["Gets the number of elements.", "x", "", "naïve \U0001F600", "Gets the number of elements.", string.Concat(Enumerable.Repeat("Returns the index. ", 40)), "qzx"];

    private readonly CharRnnModel model = ShippedModel.Load();

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void The_names_say_pooling_layer_and_unit()
    {
        int hidden = model.Description.HiddenSize;
        TextEmbedder both = new(model, new EmbeddingOptions { Pooling = EmbeddingPooling.MeanAndLast });
        Assert.HasCount(2 * hidden, both.Names);
        Assert.AreEqual(("Mean.Layer1.Hidden1", $"Last.Layer1.Hidden{hidden}"), (both.Names[0], both.Names[^1]));
        Assert.AreEqual("Last.Layer1.Hidden1", new TextEmbedder(model, new EmbeddingOptions { Pooling = EmbeddingPooling.Last }).Names[0]);
        Assert.AreEqual(both.Names.Count, both.Embed("x").Values.Length);
    }

    [TestMethod]
    [DataRow(UnknownPolicy.Floor, null)]
    [DataRow(UnknownPolicy.Skip, true)]
    [DataRow(UnknownPolicy.Floor, false)]
    public void The_score_of_the_same_run_is_the_scorers(UnknownPolicy policy, bool? includeEnd)
    {
        SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = policy, IncludeEnd = includeEnd });
        TextEmbedder embedder = new(model, new EmbeddingOptions { UnknownPolicy = policy, IncludeEnd = includeEnd, WithScore = true, BatchSize = 2 });
        foreach ((string text, TextEmbedding embedding) in embedder.Embed(Texts, text => text))
        {
            SentenceScore expected = scorer.Score(text);
            SentenceScore actual = embedding.Score!.Value;
            Assert.AreEqual(expected.LogLikelihood, actual.LogLikelihood, 1e-4, text);
            Assert.AreEqual((expected.CharacterCount, expected.UnknownCount, expected.EndCount), (actual.CharacterCount, actual.UnknownCount, actual.EndCount));
            using StringReader reader = new(text);
            Assert.AreEqual(expected.LogLikelihood, embedder.Embed(reader).Score!.Value.LogLikelihood, 1e-4, text);
        }

        Assert.IsNull(new TextEmbedder(model).Embed("x").Score);
    }

    [TestMethod]
    public void A_text_without_a_known_character_has_no_numbers_and_an_unknown_one_is_left_out()
    {
        TextEmbedder embedder = new(model, new EmbeddingOptions { Pooling = EmbeddingPooling.MeanAndLast });
        foreach (string text in (string[])["", "\U0001F600", "\ud800"])
        {
            Assert.IsTrue(embedder.Embed(text).Values.ToArray().All(float.IsNaN), text);
            using StringReader reader = new(text);
            Assert.IsTrue(embedder.Embed(reader).Values.ToArray().All(float.IsNaN), text);
        }

        AreClose(embedder.Embed("Gets the"), embedder.Embed("Gets \U0001F600the"));
        TextEmbedder strict = new(model, new EmbeddingOptions { UnknownPolicy = UnknownPolicy.Error });
        Assert.ThrowsExactly<InvalidTextException>(() => strict.Embed("\U0001F600"));
    }

    [TestMethod]
    public void Neither_threads_nor_look_ahead_nor_the_end_change_a_vector()
    {
        TextEmbedding[] alone = [.. Texts.Select(text => new TextEmbedder(model).Embed(text))];
        foreach (EmbeddingOptions options in (EmbeddingOptions[])[new() { Threads = 2, BatchSize = 2 }, new() { LookAhead = 3, BatchSize = 3 }, new() { IncludeEnd = true, WithScore = true }])
        {
            foreach ((TextEmbedding expected, TextEmbedding actual) in alone.Zip(new TextEmbedder(model, options).Embed(Texts)))
            {
                AreClose(expected, actual);
            }
        }
    }

    // 262,144 UTF-16 units is the longest text of a batch.
    [TestMethod]
    public void A_very_long_text_is_read_part_by_part_to_the_same_vector()
    {
        string sentence = "Gets the number of elements. ";
        string text = string.Concat(Enumerable.Repeat(sentence, (300_000 / sentence.Length) + 1));
        TextEmbedder embedder = new(model, new EmbeddingOptions { Pooling = EmbeddingPooling.MeanAndLast });
        TextEmbedding whole = embedder.Embed(text);
        using StringReader reader = new(text);
        AreClose(embedder.Embed(reader), whole);
    }

    [TestMethod]
    public async Task Embedding_ends_when_cancelled()
    {
        TextEmbedder embedder = new(model);
        Assert.HasCount(Texts.Length, await embedder.EmbedAsync(Texts.ToAsyncEnumerable()).ToListAsync());
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await embedder.EmbedAsync(Texts.ToAsyncEnumerable(), new CancellationToken(canceled: true)).CountAsync());
        using StringReader reader = new("Gets");
        Assert.ThrowsExactly<OperationCanceledException>(() => embedder.Embed(reader, new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void A_file_of_an_earlier_version_is_scored_but_not_embedded()
    {
        using CharRnnModel old = CharRnnModel.Load(Path.Combine(AppContext.BaseDirectory, "data", "arithmetic-of-16-bits.onnx"));
        Assert.IsNotNull(new SentenceScorer(old).Score("a"));
        Assert.AreEqual(
            "The model arithmetic-of-16-bits has no output hidden, because an earlier version exported it. To embed texts, export its weights again (charrnn export).",
            Assert.ThrowsExactly<InvalidModelException>(() => new TextEmbedder(old)).Message);
    }

    [TestMethod]
    public void Options_out_of_range_are_refused_together() => Assert.AreEqual(
        "Pooling is 7; must be Mean, Last or MeanAndLast. Layers is 7; must be Top or All. BatchSize is 0; must be from 1 to 1024.",
        Assert.ThrowsExactly<InvalidOptionsException>(() => new TextEmbedder(model, new EmbeddingOptions { Pooling = (EmbeddingPooling)7, Layers = (EmbeddingLayers)7, BatchSize = 0 })).Message);

    [TestMethod]
    public void A_disposed_model_is_named()
    {
        TextEmbedder embedder = new(model);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => embedder.Embed("x"));
    }

    private static void AreClose(TextEmbedding expected, TextEmbedding actual)
    {
        for (int i = 0; i < expected.Values.Length; i++)
        {
            Assert.AreEqual(expected.Values.Span[i], actual.Values.Span[i], 1e-5f, $"value {i}");
        }
    }
}
