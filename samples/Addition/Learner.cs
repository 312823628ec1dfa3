using System.Globalization;
using System.Text;
using CharRnn;
using CharRnn.Trainer;

/// <summary>Trains a network on lines of a question, =, and an answer.</summary>
internal sealed class Learner : ITrainingObserver
{
    public static WeightsFile Learn(IEnumerable<Sum> sums, int passes)
    {
        CorpusOptions lines = new() { Corpus = "sums", Unit = TextUnit.Line, AnswerAfter = "=", ReverseQuestion = true, ValidationFraction = 0 };
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(sums.Select(sum => $"{sum.Question}={sum.Answer}\n")));
        Corpus corpus = Corpus.FromUtf8(text, "sums", lines);
        TrainingOptions options = new()
        {
            Cell = Cell.Gru,
            HiddenSize = 256,
            BatchSize = 128,
            LearningRate = 0.005,
            WarmUpSteps = 100,
            Epochs = passes,
            ValidateEvery = 0, // nothing is kept to validate on, so the last weights are taken
            SampleLength = 0,
        };
        using TorchEngine engine = new(options.Describe(corpus), options);
        return Training.Start(new TrainingSetup { Options = options, Corpus = corpus, Engine = engine, Observer = new Learner() }).Run().BestWeights!;
    }

    public void OnStep(TrainingStep step)
    {
        if (step.Step % 500 == 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step.Step:N0}: {step.TrainLossNats:F3} nats per answer character"));
        }
    }
}
