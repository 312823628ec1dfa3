namespace CharRnn.Trainer;

/// <summary>Moves weights to a larger vocabulary: whatever belongs to a token goes where the token went.</summary>
internal static class VocabularyGrowth
{
    /// <summary>The new id of every old one.</summary>
    /// <exception cref="InvalidOptionsException">The new vocabulary lacks a token of the old one.</exception>
    public static int[] NewIds(Vocabulary old, Vocabulary grown)
    {
        if (old.Tokenization != grown.Tokenization)
        {
            throw new InvalidOptionsException($"Tokenization is {grown.Tokenization}; must be {old.Tokenization}, as the weights have it");
        }

        return old.Tokenization == Tokenization.Bytes
            ? [.. Enumerable.Range(0, old.Size)]
            : [.. old.Characters.Select(character => Required(grown.FindId(character), CharacterName.Of(character))), .. old.UnknownId is null ? Array.Empty<int>() : [Required(grown.UnknownId, "unknown token")]];

        static int Required(int? id, string name) =>
            id ?? throw new InvalidOptionsException($"The vocabulary lacks the {name} of the weights; make the corpus with what they know");
    }

    /// <summary>One tensor, grown where it has a row (or, where input is one-hot, a column) for every token.</summary>
    /// <param name="weight">The old tensor.</param>
    /// <param name="description">The old network.</param>
    /// <param name="newIds">The new id of every old one.</param>
    /// <param name="drawn">The new tensor, where new tokens have their values already.</param>
    public static WeightTensor Grow(WeightTensor weight, ModelDescription description, int[] newIds, WeightTensor drawn)
    {
        bool hasColumns = description.EmbeddingSize == 0 && weight.Name == "rnn.weight_ih_l0"; // [gates, vocabulary]
        bool hasRows = weight.Name is "embedding.weight" or "decoder.weight" or "decoder.bias"; // [vocabulary, width] or [vocabulary]
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
