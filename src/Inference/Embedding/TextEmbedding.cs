namespace CharRnn.Inference;

/// <summary>A text as a vector of a model's hidden states.</summary>
/// <param name="Values">
/// One number for each of <see cref="TextEmbedder.Names"/>. All are NaN if the model read no character: the text is empty, or has none that
/// the vocabulary knows.
/// </param>
/// <param name="Score">How likely the text is; null if it was not asked for.</param>
public sealed record TextEmbedding(ReadOnlyMemory<float> Values, SentenceScore? Score);
