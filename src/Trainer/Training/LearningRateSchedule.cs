namespace CharRnn.Trainer;

/// <summary>How the learning rate goes over a run.</summary>
public enum LearningRateSchedule
{
    /// <summary>The same at every step.</summary>
    Constant,

    /// <summary>
    /// Half a cosine from the learning rate down to 2 % of it (Loshchilov and Hutter, "SGDR", 2017, without restarts), over
    /// the steps of the run or over its time, whichever is further along.
    /// </summary>
    Cosine,

    /// <summary>Multiplied by the decay factor after every epoch from the N-th on, as char-rnn does.</summary>
    Exponential,

    /// <summary>Multiplied by the decay factor after every N epochs, as torch-rnn does.</summary>
    Step,
}

/// <summary>The mathematics of the schedules.</summary>
internal static class LearningRate
{
    private const double FinalFraction = 0.02;

    /// <summary>The learning rate of a step.</summary>
    /// <param name="options">Learning rate, schedule, decay and warm-up are taken.</param>
    /// <param name="step">Steps taken before it.</param>
    /// <param name="epoch">Epochs completed before it.</param>
    /// <param name="fraction">How much of the run is done, 0 to 1.</param>
    public static double At(TrainingOptions options, long step, long epoch, double fraction)
    {
        double factor = options.Schedule switch
        {
            LearningRateSchedule.Cosine => FinalFraction + ((1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(fraction, 0, 1)))),
            LearningRateSchedule.Exponential => Math.Pow(options.DecayFactor, Math.Max(0, epoch - options.DecayEpochs + 1)),
            LearningRateSchedule.Step => Math.Pow(options.DecayFactor, epoch / options.DecayEpochs),
            _ => 1,
        };
        double warmUp = options.WarmUpSteps == 0 ? 1 : Math.Min(1, (step + 1.0) / options.WarmUpSteps);
        return options.LearningRate * factor * warmUp;
    }
}
