using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>What one way learnt of a task.</summary>
/// <param name="Way">The way.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Curve">The loss on the test after so many seconds of processor time.</param>
/// <param name="Exact">
/// The share of test lines whose answer is right in every character; null if there are no answers. The network reads the right characters before
/// each one, which changes nothing: in an answer that is right they are its own.
/// </param>
internal sealed record WayRun(Way Way, long Steps, IReadOnlyList<(double Seconds, double Loss)> Curve, double? Exact)
{
    private const int Looks = 10;

    /// <summary>Gets the last loss.</summary>
    public double Loss => Curve[^1].Loss;

    /// <summary>Trains for some seconds of processor time, which other work on the machine does not take. The learning rate falls to 0 by a cosine.</summary>
    public static WayRun Train(LearningTask task, Way way, double seconds, CancellationToken cancellation)
    {
        TrainingOptions options = way.For(task);
        ModelDescription description = Describe(task, options);
        using TorchEngine engine = new(description, options);
        engine.SetWeights(WeightInitializer.Draw(description, options, new RandomSource(options.Seed)));
        List<(double Seconds, double Loss)> curve = [(0, Test(engine, task).Loss)];
        (double spent, long steps) = (0, 0);
        foreach (Batch batch in task.Train(way.BatchFactor, isOnce: options.Freeze != FrozenWeights.None))
        {
            cancellation.ThrowIfCancellationRequested();
            double rate = options.LearningRate * (1 + Math.Cos(Math.PI * spent / seconds)) / 2;
            TimeSpan before = Environment.CpuUsage.TotalTime;
            engine.TrainBatch(batch, Math.Max(rate, 1e-6));
            spent += (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            steps++;
            if (spent >= seconds)
            {
                break;
            }

            if (spent >= seconds / Looks * curve.Count)
            {
                curve.Add((spent, Test(engine, task).Loss));
            }
        }

        (double loss, double? exact) = Test(engine, task);
        return new WayRun(way, steps, [.. curve, (spent, loss)], exact);
    }

    private static ModelDescription Describe(LearningTask task, TrainingOptions options) => new()
    {
        Cell = options.Cell,
        Nonlinearity = options.Nonlinearity,
        Layers = 1,
        HiddenSize = options.HiddenSize,
        EmbeddingSize = options.EmbeddingWidth,
        VocabularySize = task.VocabularySize,
    };

    private static (double Loss, double? Exact) Test(TorchEngine engine, LearningTask task)
    {
        (double loss, long count, int exact, int answers) = (0, 0, 0, 0);
        foreach (Batch batch in task.Test)
        {
            float[] logits = new float[batch.Inputs.Length * task.VocabularySize];
            loss += engine.EvaluateBatch(batch, logits) * batch.TargetCount;
            count += batch.TargetCount;
            if (task is AnswerTask)
            {
                answers += batch.BatchSize;
                exact += Enumerable.Range(0, batch.BatchSize).Count(row => IsExact(batch, row, logits, task.VocabularySize));
            }
        }

        return (loss / count, answers == 0 ? null : (double)exact / answers);
    }

    private static bool IsExact(Batch batch, int row, float[] logits, int vocabulary) => Enumerable.Range(row * batch.SequenceLength, batch.SequenceLength).All(place =>
        batch.Targets[place] == Batch.Padding
        || System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.AsSpan(place * vocabulary, vocabulary)) == batch.Targets[place]);
}
