namespace CharRnn.Trainer;

/// <summary>
/// How often a network in training reads its own predictions instead of the text (Bengio et al., "Scheduled Sampling for Sequence
/// Prediction with Recurrent Neural Networks", 2015). It makes long samples more stable, but it is not a proper scoring rule: the
/// network no longer learns the probabilities of the text (Huszár, 2015). Do not use it for models that score.
/// </summary>
public enum ScheduledSampling
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Constantly at the rate.</summary>
    Fixed,

    /// <summary>Rises linearly from 0 at the start to the rate at the end of the run.</summary>
    Linear,

    /// <summary>Rises along an inverse sigmoid from nearly 0 to the rate, and reaches half of it after a quarter of the run.</summary>
    InverseSigmoid,
}

/// <summary>The mathematics of the schedules.</summary>
internal static class OwnTokens
{
    private const double Decay = 10; // k in the paper, for a run of 100 steps

    /// <summary>Returns the probability that the network reads its own prediction.</summary>
    /// <param name="options">The options; schedule and rate are used.</param>
    /// <param name="fraction">The completed fraction of the run, 0 to 1.</param>
    public static double Probability(TrainingOptions options, double fraction) => options.ScheduledSampling switch
    {
        ScheduledSampling.Fixed => options.ScheduledSamplingRate,
        ScheduledSampling.Linear => options.ScheduledSamplingRate * Math.Clamp(fraction, 0, 1),
        ScheduledSampling.InverseSigmoid => options.ScheduledSamplingRate * (1 - (Decay / (Decay + Math.Exp(100 * Math.Clamp(fraction, 0, 1) / Decay)))),
        _ => 0,
    };
}
