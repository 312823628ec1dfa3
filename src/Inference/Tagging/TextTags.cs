namespace CharRnn.Inference;

/// <summary>The labels of a text's characters.</summary>
/// <param name="Ids">The id of each character's label, the likeliest.</param>
/// <param name="Labels">The label of each character.</param>
/// <param name="Probabilities">The probability of each of these labels, from 0 to 1.</param>
/// <param name="UnknownCount">The number of characters that are not in the model's vocabulary.</param>
public sealed record TextTags(IReadOnlyList<int> Ids, IReadOnlyList<string> Labels, IReadOnlyList<float> Probabilities, int UnknownCount)
{
    /// <summary>Returns the labels as one text. If each label is one character, it has as many characters as the text that was labelled.</summary>
    public override string ToString() => string.Concat(Labels);
}
