using System.ComponentModel.DataAnnotations;
using CharRnn.Trainer;

namespace CharRnn.MlNetExtensions.Training;

/// <summary>Options of <c>mlContext.AnomalyDetection.Trainers.CharRnn</c>: the network, how it is trained, and which texts are odd.</summary>
/// <remarks>An estimator copies its options; later changes do not affect it.</remarks>
public sealed class CharRnnTrainerOptions
{
    private const double MaximumHeldBackFraction = 0.5;

    /// <summary>
    /// Gets the network and how to train it. The defaults suit 1,000 to 1,000,000 texts: an LSTM with one layer of 128, batches of 64
    /// texts, at most 40 passes over the texts, and the best of the weights that are validated every 100 steps. If
    /// <see cref="TrainingOptions.MaxSteps"/> is null, the training ends after 5,000,000 characters or 1,000 steps, whichever is later. Set
    /// <see cref="TrainingOptions.MaxMinutes"/> to limit its time; two trainings then differ.
    /// </summary>
    /// <remarks>
    /// The seed comes from the context; <see cref="TrainingOptions.Seed"/> is ignored. A training in a pipeline writes no files and starts from
    /// random weights: <see cref="TrainingOptions.SampleLength"/> and <see cref="TrainingOptions.KeepCheckpoints"/> must stay 0,
    /// <see cref="TrainingOptions.TensorBoard"/> <see langword="false"/> and <see cref="TrainingOptions.InitFrom"/> null.
    /// </remarks>
    public TrainingOptions Training { get; private set; } = new()
    {
        BatchSize = 64,
        Epochs = 40,
        ValidateEvery = 100,
        ReportEvery = 100,
        Patience = 10,
        SampleLength = 0,
    };

    /// <summary>Gets or sets which texts are odd, and how texts are scored. The default marks 1 % of ordinary texts.</summary>
    public UnlikelyTextOptions Detection { get; set; } = new();

    /// <summary>
    /// Gets or sets the fraction of the texts that is kept back to set the threshold, above 0 and at most 0.5. At least as many are kept
    /// back as the false positive rate needs (99 for 0.01), and at most 100 divided by it. None is kept back if
    /// <see cref="UnlikelyTextOptions.Threshold"/> is set. The default is 0.1.
    /// </summary>
    [Range(0.0, MaximumHeldBackFraction, MinimumIsExclusive = true)]
    public double HeldBackFraction { get; set; } = 0.1;

    /// <summary>
    /// Gets or sets the number of characters of a text that are learned, from 1 to 10,000. More take more memory. A longer text is cut for
    /// the training, not for scoring. The default is 500.
    /// </summary>
    [Range(1, 10_000)]
    public int MaximumLearnedLength { get; set; } = 500;

    /// <summary>Gets or sets the number format of the model's weights. The default is 32-bit floats.</summary>
    public Precision Precision { get; set; } = Precision.Fp32;

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOptionsException">An option is out of range. The message lists every such option.</exception>
    public void Validate() => InvalidOptionsException.ThrowIfAny(FindProblems);

    /// <summary>Returns a copy that later changes of this object do not reach, with the seed of a training.</summary>
    internal CharRnnTrainerOptions Copy(ulong seed)
    {
        CharRnnTrainerOptions copy = (CharRnnTrainerOptions)MemberwiseClone();
        copy.Training = Training.Copy();
        copy.Training.Seed = seed;
        copy.Detection = Detection.Copy();
        return copy;
    }

    private void FindProblems(List<string> problems)
    {
        problems.AddRange(In(nameof(Training), FindTrainingProblems));
        problems.AddRange(Detection is null ? ["Detection is null; must be options"] : In(nameof(Detection), Detection.FindProblems));
        OptionChecks.FindProblems(this, problems);
    }

    private void FindTrainingProblems(List<string> problems)
    {
        Training.FindProblems(problems);
        Check(Training.SampleLength == 0, $"SampleLength is {Training.SampleLength}; must be 0 in a pipeline");
        Check(Training.KeepCheckpoints == 0, $"KeepCheckpoints is {Training.KeepCheckpoints}; must be 0 in a pipeline");
        Check(!Training.TensorBoard, "TensorBoard is True; must be False in a pipeline");
        Check(Training.InitFrom is null, $"InitFrom is {Training.InitFrom}; must be null in a pipeline");

        void Check(bool isValid, string problem) => problems.AddUnless(isValid, problem);
    }

    private static IEnumerable<string> In(string group, Action<List<string>> findProblems)
    {
        List<string> problems = [];
        findProblems(problems);
        return problems.Select(problem => $"{group}.{problem}");
    }
}
