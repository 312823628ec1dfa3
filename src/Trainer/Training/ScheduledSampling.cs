namespace CharRnn.Trainer;

/// <summary>
/// How often a network reads its own tokens while it trains, instead of the text's (Bengio et al., "Scheduled Sampling for Sequence
/// Prediction with Recurrent Neural Networks", 2015). It makes long samples steadier, but it is not a proper scoring rule:
/// the network no longer learns the text's probabilities (Huszár, 2015), so leave it off for models that score.
/// </summary>
public enum ScheduledSampling
{
    /// <summary>Never.</summary>
    None,

    /// <summary>At the same rate all the time.</summary>
    Fixed,

    /// <summary>From never at the start, evenly, to the rate at the end of the run.</summary>
    Linear,

    /// <summary>From hardly ever to the rate along an inverse sigmoid, half of it after a quarter of the run.</summary>
    InverseSigmoid,
}

/// <summary>The mathematics of the schedules.</summary>
internal static class OwnTokens
{
    private const double Decay = 10; // the paper's k, where a run has 100 steps

    /// <summary>The probability that a token that a network reads is its own.</summary>
    /// <param name="options">Schedule and rate are taken.</param>
    /// <param name="fraction">How much of the run is done, 0 to 1.</param>
    public static double Probability(TrainingOptions options, double fraction) => options.ScheduledSampling switch
    {
        ScheduledSampling.Fixed => options.ScheduledSamplingRate,
        ScheduledSampling.Linear => options.ScheduledSamplingRate * Math.Clamp(fraction, 0, 1),
        ScheduledSampling.InverseSigmoid => options.ScheduledSamplingRate * (1 - (Decay / (Decay + Math.Exp(100 * Math.Clamp(fraction, 0, 1) / Decay)))),
        _ => 0,
    };
}
