namespace CharRnn.Trainer;

/// <summary>The parts of a <see cref="Training"/>.</summary>
public sealed class TrainingSetup
{
    private ModelDescription? description;

    /// <summary>Gets the options. They are copied, so later changes of the given object have no effect.</summary>
    public required TrainingOptions Options { get; init => field = value.Copy(); }

    /// <summary>Gets the corpus.</summary>
    public required Corpus Corpus { get; init; }

    /// <summary>Gets the engine, created for the network that <see cref="TrainingOptions.Describe"/> returns.</summary>
    public required ITrainingEngine Engine { get; init; }

    /// <summary>Gets the run folder that receives the results. The default is null: no file is written, and the weights are in <see cref="TrainingResult.BestWeights"/>.</summary>
    public RunFolder? Run { get; init; }

    /// <summary>Gets the observer. The default does nothing.</summary>
    public ITrainingObserver Observer { get; init; } = new Unobserved();

    /// <summary>Gets the clock. The default is the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal ModelDescription Description => description ??= Options.Describe(Corpus);

    internal int StartId => Corpus.Vocabulary.FindId(Description.Start)!.Value;

    private sealed class Unobserved : ITrainingObserver;
}
