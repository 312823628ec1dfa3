namespace CharRnn.Trainer;

/// <summary>The loss of an <see cref="NGramModel"/> of a corpus' training part, to set beside a network's on the same texts.</summary>
public static class NGramBaseline
{
    /// <summary>
    /// Trains the n-gram model and sums ln p over the texts, in nats. It predicts the tokens that the network predicts, a line's
    /// newline too. Before a text's first token comes the start character or, because the n-gram model reads lines one after
    /// another, the newline of the line before.
    /// </summary>
    /// <param name="corpus">The corpus; its training part is learnt.</param>
    /// <param name="description">The network, whose start character and unit are taken.</param>
    /// <param name="texts">What to predict: whole texts, or lines without their ends where the network is one of lines.</param>
    /// <param name="order">Tokens of context, from 1 to <see cref="NGramModel.MaximumOrder"/>.</param>
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
            double floor = policy == UnknownPolicy.Floor ? encoded.UnknownCount * Likelihood.FloorBits * Likelihood.NatsPerBit : 0;
            ushort[] ids = [start, .. encoded.Ids.Select(id => (ushort)id), .. end];
            sum += model.LogLikelihood(ids) - floor;
        }

        return sum;
    }
}
