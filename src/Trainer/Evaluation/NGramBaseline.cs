namespace CharRnn.Trainer;

/// <summary>The loss of an <see cref="NGramModel"/> trained on the training part of a corpus, to compare with that of a network on the same texts.</summary>
public static class NGramBaseline
{
    /// <summary>
    /// Trains the n-gram model and sums ln p over the texts, in nats. It predicts the same tokens as the network,
    /// including the newline of a line. The first token of a text follows the start character, or for lines the newline of the previous
    /// line, because the n-gram model reads lines as one stream.
    /// </summary>
    /// <param name="corpus">The corpus, whose training part the n-gram model learns.</param>
    /// <param name="description">The network; its start character and unit are used.</param>
    /// <param name="texts">The texts to predict: whole texts, or for a line model lines without their newlines.</param>
    /// <param name="order">The number of tokens of context, from 1 to <see cref="NGramModel.MaximumOrder"/>.</param>
    /// <exception cref="InvalidOptionsException">The order is out of range.</exception>
    public static double LogLikelihood(Corpus corpus, ModelDescription description, IEnumerable<string> texts, int order)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(texts);
        Vocabulary vocabulary = corpus.Vocabulary;
        UnknownPolicy policy = vocabulary.UnknownId is null ? UnknownPolicy.Floor : UnknownPolicy.Replace;
        NGramModel model = NGramModel.Train(corpus.Training.ToArray(), vocabulary.Size, order);
        int? lineEnd = description.FindLineEnd(vocabulary);
        ushort start = (ushort)(lineEnd ?? vocabulary.FindId(description.Start)!.Value);
        ushort[] end = lineEnd is { } newline ? [(ushort)newline] : [];
        double sum = 0;
        foreach (string text in texts)
        {
            EncodedText encoded = vocabulary.Encode(text, policy);
            double floor = Likelihood.FloorNats(policy, encoded.UnknownCount);
            ushort[] ids = [start, .. encoded.Ids.Select(id => (ushort)id), .. end];
            sum += model.LogLikelihood(ids) - floor;
        }

        return sum;
    }
}
