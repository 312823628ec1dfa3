namespace CharRnn.Trainer;

/// <summary>The weights of a checkpoint that was kept.</summary>
/// <param name="Step">The number of steps before it.</param>
/// <param name="Path">The weights file.</param>
public sealed record KeptWeights(long Step, string Path);
