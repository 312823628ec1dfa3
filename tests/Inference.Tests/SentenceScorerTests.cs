using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CharRnn.Inference.Tests;

[TestClass]
public sealed class SentenceScorerTests : IDisposable
{
    private static readonly string[] Texts =
    [
        "Gets the number of elements contained in the collection.",
        "",
        "x",
        "Initializes a new instance of the class with the specified name and value, or throws an exception where there is none. " +
            "When this method returns, contains the value that was there before, if it was found; otherwise, the default value.",
        "naïve café",
        "qzx jvk wpf",
    ];

    private readonly CharRnnModel model = ShippedModel.Load();

    public void Dispose() => model.Dispose();

    [TestMethod]
    public void Scores_equal_a_naive_loop_over_the_raw_session()
    {
        using InferenceSession session = new(ShippedModel.Path);
        SentenceScorer scorer = new(model);
        foreach (string text in Texts)
        {
            SentenceScore score = scorer.Score(text);
            Assert.AreEqual(Naive(session, text), score.LogLikelihood, 1e-5 * Math.Max(1, text.Length), text);
            Assert.AreEqual(text.Length, score.CharacterCount);
        }
    }

    [TestMethod]
    [DataRow(127)]
    [DataRow(128)]
    [DataRow(129)]
    [DataRow(256)]
    [DataRow(257)]
    [DataRow(400)]
    public void A_text_longer_than_a_run_is_scored_whole(int length)
    {
        using InferenceSession session = new(ShippedModel.Path);
        string text = string.Concat(Enumerable.Repeat(Texts[0] + " ", 8))[..length];
        SentenceScore[] scores = [.. new SentenceScorer(model).Score([text, "x", text[..^1]])];
        Assert.AreEqual(Naive(session, text), scores[0].LogLikelihood, 1e-5 * length);
        Assert.AreEqual(Naive(session, text[..^1]), scores[2].LogLikelihood, 1e-5 * length);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(128)]
    [DataRow(4096)]
    [DataRow(9001)]
    public void A_text_that_is_read_in_parts_scores_the_same(int length)
    {
        // A surrogate pair at every place, so that parts end within one.
        string text = string.Concat(Enumerable.Repeat("Gets 😀 the\nnumber. ", 600))[..length];
        foreach (UnknownPolicy policy in (UnknownPolicy[])[UnknownPolicy.Floor, UnknownPolicy.Skip])
        {
            SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = policy, IncludeEnd = policy == UnknownPolicy.Skip });
            SentenceScore whole = scorer.Score(text);
            using StringReader reader = new(text);
            SentenceScore parts = scorer.Score(reader);
            Assert.AreEqual(whole.LogLikelihood, parts.LogLikelihood, 1e-5 * Math.Max(1, length));
            Assert.AreEqual((whole.CharacterCount, whole.UnknownCount, whole.EndCount), (parts.CharacterCount, parts.UnknownCount, parts.EndCount));
            Assert.AreEqual(length > 0 && policy == UnknownPolicy.Skip ? 1 : 0, parts.EndCount);
        }
    }

    [TestMethod]
    public void A_text_that_is_read_in_parts_is_cancelled_between_them_and_names_the_place_of_an_unknown_character()
    {
        SentenceScorer scorer = new(model, new ScoringOptions { UnknownPolicy = UnknownPolicy.Error });
        using StringReader reader = new(new string('x', 5000) + "😀");
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => scorer.Score(reader));
        StringAssert.StartsWith(exception.Message, "Character 5001 of the text");
        Assert.ThrowsExactly<OperationCanceledException>(() => scorer.Score(reader, new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void A_very_long_text_takes_little_memory_beyond_itself_and_keeps_its_place()
    {
        string text = string.Concat(Enumerable.Repeat("Gets the number. ", 16_000));
        SentenceScorer scorer = new(model);
        using StringReader reader = new(text);
        SentenceScore expected = scorer.Score(reader);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SentenceScore[] scores = [.. scorer.Score(["Gets", text, "Gets"])];
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(expected, scores[1]);
        Assert.AreEqual(scores[0].LogLikelihood, scores[2].LogLikelihood, 1e-4);
        Assert.IsLessThan(12 * text.Length, allocated); // a row of a batch has 16 bytes for each of its characters
    }

    [TestMethod]
    public void The_score_of_nothing_is_zero_and_not_minus_zero() =>
        Assert.IsFalse(double.IsNegative(new SentenceScorer(model).Score("").LogLikelihood));

    [TestMethod]
    public void Long_texts_are_read_ahead_by_length()
    {
        int read = 0;
        IEnumerable<string> texts = Enumerable.Range(0, 100).Select(_ => (read++, new string('x', 1000)).Item2);
        Assert.HasCount(3, texts.ChunkBy(text => text.Length, 256, 2500).First());
        Assert.AreEqual(3, read);
        CollectionAssert.AreEqual((int[])[4, 4, 2], Enumerable.Range(0, 10).ChunkBy(_ => 1, 4, 100).Select(part => part.Length).ToArray());
    }

    [TestMethod]
    public async Task Long_texts_that_arrive_with_time_are_read_ahead_by_length()
    {
        int read = 0;
        IAsyncEnumerable<string> texts = Enumerable.Range(0, 7).Select(_ => (read++, new string('x', 1000)).Item2).ToAsyncEnumerable();
        List<(int Length, int Read)> parts = [];
        await foreach (string[] part in texts.ChunkBy(text => text.Length, 256, 2500))
        {
            parts.Add((part.Length, read));
        }

        CollectionAssert.AreEqual((List<(int, int)>)[(3, 3), (3, 6), (1, 7)], parts);
    }

    [TestMethod]
    public void Batching_and_padding_change_no_score_and_keep_the_order()
    {
        SentenceScore[] alone = [.. Texts.Select(new SentenceScorer(model).Score)];
        string[] many = [.. Enumerable.Repeat(Texts, 30).SelectMany(texts => texts)];
        foreach (int batchSize in (int[])[1, 2, 7, 64])
        {
            SentenceScore[] batched = [.. new SentenceScorer(model, new ScoringOptions { BatchSize = batchSize }).Score(many)];
            Assert.HasCount(many.Length, batched);
            for (int i = 0; i < many.Length; i++)
            {
                Assert.AreEqual(alone[i % Texts.Length].LogLikelihood, batched[i].LogLikelihood, 1e-5 * Math.Max(1, many[i].Length));
            }
        }
    }

    [TestMethod]
    public void Surprisals_are_what_each_character_adds()
    {
        SentenceScorer scorer = new(model, new ScoringOptions { WithSurprisals = true });
        foreach (string text in Texts.Append("a\uD83D b 😀"))
        {
            SentenceScore score = scorer.Score(text);
            Assert.HasCount(score.CharacterCount, score.Surprisals!);
            Assert.AreEqual(-score.LogLikelihood / Likelihood.NatsPerBit, score.Surprisals!.Sum(), 1e-9);
        }

        string sentence = Texts[0];
        IReadOnlyList<double> bits = scorer.Score(sentence).Surprisals!;
        for (int length = 1; length <= sentence.Length; length++)
        {
            double before = scorer.Score(sentence[..(length - 1)]).LogLikelihood;
            Assert.AreEqual((before - scorer.Score(sentence[..length]).LogLikelihood) / Likelihood.NatsPerBit, bits[length - 1], 1e-4);
        }

        Assert.AreEqual(Likelihood.FloorBits, scorer.Score("naïve").Surprisals![2]);
        Assert.IsNull(new SentenceScorer(model).Score("a").Surprisals);
    }

    [TestMethod]
    public async Task Texts_that_come_one_by_one_are_scored_in_order()
    {
        SentenceScorer scorer = new(model, new ScoringOptions { BatchSize = 2 });
        List<SentenceScore> scores = [];
        await foreach (SentenceScore score in scorer.ScoreAsync(Come()))
        {
            scores.Add(score);
        }

        CollectionAssert.AreEqual(scorer.Score(Enumerable.Repeat(Texts, 5).SelectMany(texts => texts)).ToArray(), scores);
        using CancellationTokenSource cancellation = new();
        await cancellation.CancelAsync();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
        {
            await foreach (SentenceScore _ in scorer.ScoreAsync(Come(), cancellation.Token))
            {
            }
        });

        static async IAsyncEnumerable<string> Come([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            foreach (string text in Enumerable.Repeat(Texts, 5).SelectMany(texts => texts))
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                yield return text;
            }
        }
    }

    [TestMethod]
    public async Task A_token_that_is_cancelled_before_or_between_scores_ends_them()
    {
        SentenceScorer scorer = new(model, new ScoringOptions { BatchSize = 2 });
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () => await scorer.ScoreAsync(Texts.ToAsyncEnumerable(), new CancellationToken(canceled: true)).FirstAsync());
        using CancellationTokenSource cancellation = new();
        int scores = 0;
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
        {
            await foreach (SentenceScore _ in scorer.ScoreAsync(Texts.ToAsyncEnumerable()).WithCancellation(cancellation.Token))
            {
                scores++;
                await cancellation.CancelAsync();
            }
        });
        Assert.AreEqual(1, scores);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task A_source_that_waits_for_ever_is_left_when_cancelled_and_disposed_when_its_wait_ends()
    {
        TaskCompletionSource nextText = new();
        TaskCompletionSource disposed = new();
        using CancellationTokenSource cancellation = new();
        ValueTask<int> scores = new SentenceScorer(model).ScoreAsync(OneAndNoMore(), cancellation.Token).CountAsync(CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await scores);
        Assert.IsFalse(disposed.Task.IsCompleted);
        nextText.SetResult();
        await disposed.Task;

        async IAsyncEnumerable<string> OneAndNoMore() // heeds no token
        {
            try
            {
                yield return "a";
                await nextText.Task;
            }
            finally
            {
                disposed.SetResult();
            }
        }
    }

    [TestMethod]
    [Timeout(60_000)]
    [DataRow(1, 20_000_000)] // scored part by part
    [DataRow(2, 20_000_000)]
    [DataRow(1, 200_000)] // scored in batches
    [DataRow(2, 200_000)]
    public async Task A_long_computation_ends_when_cancelled(int threads, int length)
    {
        SentenceScorer scorer = new(model, new ScoringOptions { BatchSize = 1, Threads = threads });
        IEnumerable<string> texts = Enumerable.Repeat(new string('a', length), 40_000_000 / length); // minutes of work
        using CancellationTokenSource cancellation = new(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await scorer.ScoreAsync(texts.ToAsyncEnumerable(), cancellation.Token).CountAsync(CancellationToken.None));
    }

    [TestMethod]
    public void Sense_scores_better_than_gibberish()
    {
        SentenceScorer scorer = new(model);
        double sense = scorer.Score("Gets the number of elements contained in the collection.").BitsPerCharacter!.Value;
        double damaged = scorer.Score("Gtes teh nubmer of elmeents conatined in hte colelction.").BitsPerCharacter!.Value;
        double gibberish = scorer.Score("qzx jvk wpf bvn qq zxcv.").BitsPerCharacter!.Value;
        Assert.IsLessThan(damaged, sense);
        Assert.IsLessThan(gibberish, damaged);
    }

    [TestMethod]
    public void Empty_text_scores_zero_with_or_without_an_end()
    {
        foreach (bool includeEnd in (bool[])[false, true])
        {
            SentenceScore score = new SentenceScorer(model, new ScoringOptions { IncludeEnd = includeEnd }).Score("");
            Assert.AreEqual(new SentenceScore(0, 0, 0), score);
        }
    }

    [TestMethod]
    public void The_end_is_one_more_token()
    {
        SentenceScorer with = new(model, new ScoringOptions { IncludeEnd = true });
        Assert.AreEqual(new SentenceScorer(model).Score("The value.\n").LogLikelihood, with.Score("The value.").LogLikelihood, 1e-5);
    }

    [TestMethod]
    public void An_unknown_character_costs_twenty_bits_and_is_counted()
    {
        SentenceScorer scorer = new(model);
        SentenceScore with = scorer.Score("The é value");
        SentenceScore without = scorer.Score("The  value");
        Assert.AreEqual(without.LogLikelihood - (20 * Math.Log(2)), with.LogLikelihood, 1e-4);
        Assert.AreEqual((11, 1), (with.CharacterCount, with.UnknownCount));

        SentenceScore skipped = new SentenceScorer(model, new ScoringOptions { UnknownPolicy = UnknownPolicy.Skip }).Score("The é value");
        Assert.AreEqual(without.LogLikelihood, skipped.LogLikelihood, 1e-4);
        Assert.ThrowsExactly<InvalidTextException>(() => new SentenceScorer(model, new ScoringOptions { UnknownPolicy = UnknownPolicy.Error }).Score("é"));
    }

    [TestMethod]
    [DataRow(null, 32)]
    [DataRow(4, 4)]
    [DataRow(10, 10)]
    public void It_reads_ahead_as_many_as_it_may(int? lookAhead, int expected)
    {
        int read = 0;
        IEnumerable<string> Endless()
        {
            while (true)
            {
                read++;
                yield return "Gets the value.";
            }
        }

        Assert.HasCount(3, new SentenceScorer(model, new ScoringOptions { BatchSize = 4, LookAhead = lookAhead }).Score(Endless()).Take(3));
        Assert.AreEqual(expected, read);
    }

    [TestMethod]
    public void Options_out_of_range_are_refused() =>
        Assert.AreEqual(
            "BatchSize is 0; must be from 1 to 1024. LookAhead is 70000; must be from BatchSize (0) to 65536.",
            Assert.ThrowsExactly<InvalidOptionsException>(() => new SentenceScorer(model, new ScoringOptions { BatchSize = 0, LookAhead = 70_000 })).Message);

    /// <summary>One token at a time, new tensors each step, the softmax written out.</summary>
    private double Naive(InferenceSession session, string text)
    {
        ModelDescription description = model.Description;
        int[] stateShape = [description.Layers, 1, description.HiddenSize];
        Tensor<float> hidden = new DenseTensor<float>(stateShape);
        Tensor<float> cell = new DenseTensor<float>(stateShape);
        double sum = 0;
        long previous = model.Metadata.StartId;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (model.Vocabulary.FindId(rune) is not { } id)
            {
                sum -= 20 * Math.Log(2);
                continue;
            }

            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(
            [
                NamedOnnxValue.CreateFromTensor("input_ids", new DenseTensor<long>(new[] { previous }, [1, 1])),
                NamedOnnxValue.CreateFromTensor("h_in", hidden),
                NamedOnnxValue.CreateFromTensor("c_in", cell),
            ]);
            double[] logits = [.. Output("logits").Select(value => (double)value)];
            sum += Math.Log(Math.Exp(logits[id]) / logits.Sum(Math.Exp));
            hidden = Output("h_out").Clone();
            cell = Output("c_out").Clone();
            previous = id;

            Tensor<float> Output(string name) => outputs.Single(output => output.Name == name).AsTensor<float>();
        }

        return sum;
    }
}
