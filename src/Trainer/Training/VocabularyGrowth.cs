namespace CharRnn.Trainer;

/// <summary>Moves weights to a larger vocabulary: the rows and columns of a token move to its new id.</summary>
internal static class VocabularyGrowth
{
    /// <summary>Returns the new id of each old id.</summary>
    /// <exception cref="InvalidOptionsException">The new vocabulary lacks a token of the old one.</exception>
    public static int[] NewIds(Vocabulary old, Vocabulary grown)
    {
        if (old.Tokenization != grown.Tokenization)
        {
            throw new InvalidOptionsException($"Tokenization is {grown.Tokenization}; must be {old.Tokenization}, as in the weights");
        }

        return old.Tokenization == Tokenization.Bytes
            ? [.. Enumerable.Range(0, old.Size)]
            : [.. Enumerable.Range(0, old.KnownCount).Select(id => old.Decode([id])).Select(text => Required(grown.FindId(text), Vocabulary.NameOf(text))), .. old.UnknownId is null ? Array.Empty<int>() : [Required(grown.UnknownId, "unknown token")]];

        static int Required(int? id, string name) =>
            id ?? throw new InvalidOptionsException($"The vocabulary lacks the {name} of the weights; make the corpus with the vocabulary of the weights");
    }

    /// <summary>Grows a tensor, if it has a row (or, for one-hot input and the state of a Jordan network, a column) for each token.</summary>
    /// <param name="weight">The old tensor.</param>
    /// <param name="description">The old network.</param>
    /// <param name="newIds">The new id of each old id.</param>
    /// <param name="drawn">The new tensor, which supplies the values of new tokens.</param>
    public static WeightTensor Grow(WeightTensor weight, ModelDescription description, int[] newIds, WeightTensor drawn)
    {
        string name = weight.Name.StartsWith(Weights.EncoderPrefix, StringComparison.Ordinal) ? weight.Name[Weights.EncoderPrefix.Length..] : weight.Name;
        bool hasColumns = (description.EmbeddingSize == 0 && name is "rnn.weight_ih_l0" or "rnn.weight_ih_l0_reverse")
            || (description.Cell == Cell.Jordan && name == "rnn.weight_hh_l0"); // [gates, vocabulary]
        bool hasRows = name == "embedding.weight" || (name is "decoder.weight" or "decoder.bias" && !description.GivesLabels); // [vocabulary, width] or [vocabulary]
        if (!hasColumns && !hasRows)
        {
            return weight;
        }

        float[] data = [.. drawn.Data];
        (int outer, int width) = hasColumns ? (weight.Shape[0], 1) : (1, weight.Data.Length / newIds.Length);
        int grownSize = data.Length / outer / width;
        for (int row = 0; row < outer; row++)
        {
            for (int id = 0; id < newIds.Length; id++)
            {
                weight.Data.AsSpan(((row * newIds.Length) + id) * width, width).CopyTo(data.AsSpan(((row * grownSize) + newIds[id]) * width));
            }
        }

        return new WeightTensor(weight.Name, drawn.Shape, data);
    }
}
