namespace CharRnn.Trainer;

/// <summary>Generates samples during training, which show what the network has learnt.</summary>
internal static class TrainingSampler
{
    /// <summary>Generates a text from the zero state after the start character, or answers to questions. The same weights and options give the same text.</summary>
    public static string Sample(TrainingSetup setup) =>
        setup.Corpus.Separator is null ? Sample(setup.Engine, setup.Description, setup.Corpus.Vocabulary, setup.Options) : new AnswerSampler(setup).Sample();

    private static string Sample(ITrainingEngine engine, ModelDescription description, Vocabulary vocabulary, TrainingOptions options)
    {
        Decoder decoder = new(new TextRules(description, vocabulary), new SamplingOptions { Temperature = options.SampleTemperature });
        DecodingState text = decoder.Start(options.Seed);
        float[] logits = new float[vocabulary.Size];
        int[] ids = new int[options.SampleLength];
        bool startsAnew = true;
        for (int i = 0; i < ids.Length; i++)
        {
            engine.EvaluateBatch(new Batch([text.PendingId], [text.PendingId], 1, 1, StartsFromZero: startsAnew), logits);
            startsAnew = decoder.Draw(text, logits, []);
            ids[i] = text.LastId;
        }

        return vocabulary.Decode(ids);
    }
}
