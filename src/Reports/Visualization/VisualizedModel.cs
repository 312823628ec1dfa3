using CharRnn.Inference;

namespace CharRnn.Reports;

/// <summary>A model to look into.</summary>
/// <param name="Name">The name for the page: the model's, or that of a checkpoint.</param>
/// <param name="Model">The model. It is used until the next one is asked for.</param>
/// <param name="Step">The step of the training after which the checkpoint was kept.</param>
public sealed record VisualizedModel(string Name, CharRnnModel Model, long Step = 0);
