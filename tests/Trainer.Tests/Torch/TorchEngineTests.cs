using static TorchSharp.torch;

namespace CharRnn.Trainer.Tests;

[TestClass]
public sealed class TorchEngineTests
{
    private static readonly ModelDescription Description = new()
    {
        Cell = Cell.Lstm,
        Layers = 2,
        HiddenSize = 16,
        EmbeddingSize = 8,
        VocabularySize = 10,
    };

    [TestMethod]
    public void Weights_given_are_the_weights_taken()
    {
        using TorchEngine engine = new(Description, new TrainingOptions());
        Weights given = WeightInitializer.Draw(Description, new TrainingOptions(), new RandomSource(3));
        engine.SetWeights(given);
        foreach (WeightTensor taken in engine.GetWeights())
        {
            CollectionAssert.AreEqual(given[taken.Name].Data, taken.Data, taken.Name);
        }
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_weights_dropout_included()
    {
        Weights first = Train(seed: 5);
        Weights second = Train(seed: 5);
        Weights other = Train(seed: 6);
        foreach (WeightTensor weight in first)
        {
            CollectionAssert.AreEqual(weight.Data, second[weight.Name].Data, weight.Name);
        }

        CollectionAssert.AreNotEqual(first["decoder.bias"].Data, other["decoder.bias"].Data);

        static Weights Train(ulong seed)
        {
            using TorchEngine engine = new(Description, new TrainingOptions { Dropout = 0.3, Seed = seed });
            engine.SetWeights(WeightInitializer.Draw(Description, new TrainingOptions(), new RandomSource(1)));
            for (int step = 0; step < 20; step++)
            {
                engine.TrainBatch(MakeBatch(4, 12, step), 0.01);
            }

            return engine.GetWeights();
        }
    }

    [TestMethod]
    public void A_batch_split_in_two_has_the_same_loss_because_the_state_is_carried()
    {
        using TorchEngine engine = new(Description, new TrainingOptions { Dropout = 0.5 });
        Batch whole = MakeBatch(2, 10, 0);
        double expected = engine.EvaluateBatch(whole);
        double halves = (engine.EvaluateBatch(Half(0)) + engine.EvaluateBatch(Half(1))) / 2;
        Assert.AreEqual(expected, halves, 1e-6);

        Batch Half(int which) => new(
            [.. whole.Inputs.Chunk(10).SelectMany(row => row.Skip(5 * which).Take(5))],
            [.. whole.Targets.Chunk(10).SelectMany(row => row.Skip(5 * which).Take(5))],
            2,
            5,
            StartsFromZero: which == 0);
    }

    [TestMethod]
    public void Evaluation_between_steps_changes_nothing_in_training()
    {
        Weights without = Train(evaluates: false);
        Weights with = Train(evaluates: true);
        CollectionAssert.AreEqual(without["rnn.weight_hh_l1"].Data, with["rnn.weight_hh_l1"].Data);

        static Weights Train(bool evaluates)
        {
            using TorchEngine engine = new(Description, new TrainingOptions { Dropout = 0.3 });
            engine.SetWeights(WeightInitializer.Draw(Description, new TrainingOptions(), new RandomSource(1)));
            for (int step = 0; step < 6; step++)
            {
                engine.TrainBatch(MakeBatch(4, 12, step), 0.01);
                if (evaluates)
                {
                    engine.EvaluateBatch(MakeBatch(1, 3, 0));
                }
            }

            return engine.GetWeights();
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Live_tensors_stay_constant_over_steps(bool hasEncoder)
    {
        ModelDescription description = hasEncoder ? Description with { Task = ModelTask.Answer, AnswerAfter = "=", Unit = TextUnit.Line, Encoder = true } : Description;
        using TorchEngine engine = new(description, new TrainingOptions());
        float[] logits = new float[2 * 5 * Description.VocabularySize];
        Step(0);
        long before = Tensor.TotalCount;
        for (int step = 1; step < 200; step++)
        {
            Step(step);
        }

        Assert.AreEqual(before, Tensor.TotalCount);

        void Step(int step)
        {
            engine.TrainBatch(Asked(MakeBatch(4, 12, step)), 0.01);
            engine.EvaluateBatch(Asked(MakeBatch(2, 5, 0)), logits);
            engine.SetWeights(engine.GetWeights());
        }

        Batch Asked(Batch batch) => hasEncoder ? batch with { Questions = [.. Enumerable.Range(1, batch.BatchSize).Select(length => new int[length])] } : batch;
    }

    [TestMethod]
    public void A_network_that_reads_one_token_only_learns_the_same_from_its_own()
    {
        // Where the network is as good as certain, its own tokens are the text's, and so are the loss and the step.
        TrainingOptions options = new() { Threads = 1 };
        int[] ids = [.. Enumerable.Range(0, 25).Select(i => i % 5)];
        Batch batch = new(ids[..24], ids[1..], 1, 24, StartsFromZero: true);
        using TorchEngine engine = new(Description, options);
        engine.SetWeights(WeightInitializer.Draw(Description, options, new RandomSource(1)));
        for (int step = 0; step < 150; step++)
        {
            engine.TrainBatch(batch, 0.02);
        }

        double expected = engine.TrainBatch(batch, 0).LossNats;
        Assert.IsLessThan(0.005, expected);
        Assert.AreEqual(expected, engine.TrainBatch(batch, 0, ownProbability: 1).LossNats, 1e-5);

        // An untrained one reads other tokens than the text's, and its loss differs.
        engine.SetWeights(WeightInitializer.Draw(Description, options, new RandomSource(1)));
        Assert.AreNotEqual(engine.TrainBatch(batch, 0).LossNats, engine.TrainBatch(batch, 0, ownProbability: 1).LossNats, 1e-4);
    }

    [TestMethod]
    public void Own_tokens_come_as_scheduled()
    {
        TrainingOptions options = new() { ScheduledSamplingRate = 0.5 };
        double[] At(ScheduledSampling schedule) => [.. new[] { 0, 0.23025851, 1 }.Select(fraction => OwnTokens.Probability(options.With(o => o.ScheduledSampling = schedule), fraction))];
        CollectionAssert.AreEqual((double[])[0, 0, 0], At(ScheduledSampling.None));
        CollectionAssert.AreEqual((double[])[0.5, 0.5, 0.5], At(ScheduledSampling.Fixed));
        CollectionAssert.AreEqual((double[])[0, 0.115129255, 0.5], At(ScheduledSampling.Linear));
        double[] sigmoid = At(ScheduledSampling.InverseSigmoid);
        Assert.AreEqual(0.5 / 11, sigmoid[0], 1e-12); // k = 10: 1 - 10 / (10 + 1)
        Assert.AreEqual(0.25, sigmoid[1], 1e-6); // half of it where e to the i / 10 is 10
        Assert.AreEqual(0.5, sigmoid[2], 1e-3);
    }

    [TestMethod]
    public void A_state_of_another_length_or_optimiser_is_refused_wherever_it_is_cut()
    {
        TrainingOptions options = new() { Threads = 1 };
        using TorchEngine engine = new(Description, options);
        engine.TrainBatch(MakeBatch(2, 5, 0), 0.01);
        using MemoryStream stream = new();
        engine.SaveState(new BinaryWriter(stream));
        byte[] state = stream.ToArray();
        engine.LoadState(Reader(state));
        for (int sixteenth = 0; sixteenth < 16; sixteenth++)
        {
            Assert.ThrowsExactly<InvalidModelException>(() => engine.LoadState(Reader(state[..(state.Length * sixteenth / 16)])), $"{sixteenth}");
        }

        using TorchEngine other = new(Description, options.With(o => o.Optimizer = OptimizerKind.Adagrad));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidModelException>(() => other.LoadState(Reader(state))).Message,
            "The state of the training does not fit this network and optimiser: the state of the random numbers has ");

        static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));
    }

    [TestMethod]
    public void A_GPU_that_is_not_there_is_an_error_that_says_so()
    {
        if (cuda.is_available())
        {
            string message = Assert.ThrowsExactly<InvalidOptionsException>(() => new TorchEngine(Description, new TrainingOptions { Device = "cuda:99" })).Message;
            StringAssert.Contains(message, "Device is cuda:99; must be below cuda:");
        }
        else
        {
            string message = Assert.ThrowsExactly<InvalidOptionsException>(() => new TorchEngine(Description, new TrainingOptions { Device = "cuda" })).Message;
            StringAssert.Contains(message, "Device is cuda; must be cpu or auto here");
        }
    }

    private static Batch MakeBatch(int batchSize, int length, int step)
    {
        RandomSource random = new((ulong)step + 1);
        int[] ids = [.. Enumerable.Range(0, batchSize * (length + 1)).Select(_ => (int)(random.NextDouble() * Description.VocabularySize))];
        return new Batch(
            [.. ids.Chunk(length + 1).SelectMany(row => row[..^1])],
            [.. ids.Chunk(length + 1).SelectMany(row => row[1..])],
            batchSize,
            length,
            StartsFromZero: step == 0);
    }
}
