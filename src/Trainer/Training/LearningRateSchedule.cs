namespace CharRnn.Trainer;

/// <summary>How the learning rate changes during a run.</summary>
public enum LearningRateSchedule
{
    /// <summary>Constant.</summary>
    Constant,

    /// <summary>
    /// Follows half a cosine from the learning rate down to 2 % of it (Loshchilov and Hutter, "SGDR", 2017, without restarts), over the
    /// steps of the run or its time, whichever is further along.
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

    /// <summary>Returns the learning rate of a step.</summary>
    /// <param name="options">The options; learning rate, schedule, decay and warm-up are used.</param>
    /// <param name="step">The number of steps before it.</param>
    /// <param name="epoch">The number of epochs completed before it.</param>
    /// <param name="fraction">The completed fraction of the run, 0 to 1.</param>
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
