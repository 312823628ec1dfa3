namespace CharRnn.Inference;

/// <summary>The class of a text, the likeliest.</summary>
/// <param name="Label">The name of the class; null for a text without characters, which has none.</param>
/// <param name="Probability">Its probability, from 0 to 1; NaN for a text without characters.</param>
/// <param name="Probabilities">The probability of each class, by id; all NaN for a text without characters.</param>
/// <param name="UnknownCount">The number of characters that are not in the model's vocabulary.</param>
public sealed record TextClass(string? Label, float Probability, IReadOnlyList<float> Probabilities, int UnknownCount);
