using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Makes the column that an embedding transformer adds.</summary>
internal static class EmbeddingColumns
{
    /// <exception cref="InvalidModelException">The model's file has no hidden states.</exception>
    /// <exception cref="InvalidOptionsException">The options ask for the end of a text, and the model's vocabulary has none.</exception>
    public static ResultColumn<TextEmbedding> Of(EmbeddingSettings settings, CharRnnModel model)
    {
        TextEmbeddingOptions options = settings.Options;
        IReadOnlyList<string> states = new TextEmbedder(model, options.ForEmbedder()).Names;
        return SlotColumn.Of<TextEmbedding>(
            settings.OutputColumnName,
            [.. states, .. options.Measures.Select(measure => measure.ToString())],
            (embedding, slots) =>
            {
                embedding.Values.Span.CopyTo(slots);
                if (embedding.Score is { } score)
                {
                    LikelihoodColumns.Fill(slots[states.Count..], score, options.Measures, options.EmptyTextBitsPerCharacter);
                }
            });
    }
}
