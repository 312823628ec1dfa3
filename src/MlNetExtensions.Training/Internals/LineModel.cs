using System.Globalization;
using CharRnn.Trainer;

namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>Trains a model of lines in memory.</summary>
internal static class LineModel
{
    private const double ValidationFraction = 0.1;
    private const double MaximumValidationLines = 2000;
    private const int MaximumVocabulary = 4096; // rarer characters are the unknown token
    private const long EnoughCharacters = 5_000_000; // to train on: half a minute on one core
    private const long EnoughSteps = 1000; // for long texts, of which a step has many characters

    // libtorch's number of threads and random numbers belong to the process.
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    // Set in a training, and in all that its log handlers do: they cannot wait for it.
    private static readonly AsyncLocal<bool> IsTraining = new();

    /// <summary>Trains to the end. A training in another thread is waited for.</summary>
    /// <param name="rows">The texts.</param>
    /// <param name="learned">The indexes of those to learn, in random order: the last ones are validated on.</param>
    /// <param name="name">The name of the text in the training record.</param>
    /// <param name="options">The options; the network, how to train it, and how much of a text are used.</param>
    /// <param name="log">Receives progress and warnings.</param>
    /// <param name="cancellation">Stops after a step.</param>
    /// <returns>The best weights.</returns>
    /// <exception cref="InvalidOperationException">A log handler of another training calls it.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="CharRnnException">The loss is not a number.</exception>
    public static WeightsFile Train(
        TextRows rows, ReadOnlySpan<int> learned, string name, CharRnnTrainerOptions options, TrainingLog log, CancellationToken cancellation)
    {
        WarnOfLongTexts(rows.CountLonger(learned, options.MaximumLearnedLength), options.MaximumLearnedLength, log);
        Corpus corpus = Corpus.FromUtf8(rows.ToLines(learned, options.MaximumLearnedLength), name, new CorpusOptions
        {
            Corpus = name,
            Unit = TextUnit.Line,
            MaximumLineLength = options.MaximumLearnedLength,
            MaximumVocabulary = MaximumVocabulary,
            ValidationFraction = Math.Min(ValidationFraction, MaximumValidationLines / learned.Length),
        });
        TrainingOptions training = options.Training.Copy();
        training.MaxSteps ??= StepsFor(corpus.Characters / (double)learned.Length, training.BatchSize);
        if (IsTraining.Value)
        {
            throw new InvalidOperationException("Fit is called inside a log handler of another Fit, which would wait for itself; must be called after that one.");
        }

        OneAtATime.Wait(cancellation);
        try
        {
            IsTraining.Value = true;
            return Train(corpus, training, log, cancellation);
        }
        finally
        {
            IsTraining.Value = false;
            OneAtATime.Release();
        }
    }

    /// <summary>Returns how many steps are enough, where the options do not say so.</summary>
    /// <param name="length">The mean length of a line.</param>
    /// <param name="batchSize">The number of lines of a step.</param>
    internal static long StepsFor(double length, int batchSize) => Math.Max(EnoughSteps, (long)(EnoughCharacters / (length * batchSize)));

    private static void WarnOfLongTexts(int count, int maximumLength, TrainingLog log)
    {
        if (count > 0)
        {
            log.OnWarning(string.Create(
                CultureInfo.InvariantCulture,
                $"{count:N0} {(count == 1 ? "text is" : "texts are")} longer than {maximumLength:N0} characters; the rest of {(count == 1 ? "it" : "them")} is not learned."));
        }
    }

    private static WeightsFile Train(Corpus corpus, TrainingOptions options, TrainingLog log, CancellationToken cancellation)
    {
        using TorchEngine engine = new(options.Describe(corpus), options);
        TrainingSetup setup = new() { Options = options, Corpus = corpus, Engine = engine, Observer = log };
        TrainingResult result = CharRnn.Trainer.Training.Start(setup).Run(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (result is { BestValidationLossNats: not null, HasBetterWeights: false })
        {
            log.OnWarning("The validation loss never fell below the first loss: the detector has learned nothing. Give more texts, or a lower learning rate.");
        }

        return result.BestWeights!;
    }
}
