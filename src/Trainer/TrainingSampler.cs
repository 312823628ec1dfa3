namespace CharRnn.Trainer;

/// <summary>Samples from a network while it trains, so that one can watch it learn.</summary>
internal static class TrainingSampler
{
    /// <summary>A text from the zero state after the start character; the same weights and options give the same text.</summary>
    public static string Sample(ITrainingEngine engine, ModelDescription description, Vocabulary vocabulary, TrainingOptions options)
    {
        bool[] forbidden = new bool[vocabulary.Size];
        if (vocabulary.UnknownId is { } unknown)
        {
            forbidden[unknown] = true;
        }

        Sampler sampler = new(vocabulary.Size, new SamplingOptions { Temperature = options.SampleTemperature });
        RandomSource random = new(options.Seed);
        float[] logits = new float[vocabulary.Size];
        int[] ids = new int[options.SampleLength];
        int start = vocabulary.FindId(description.Start)!.Value;
        int? lineEnd = description.FindLineEnd(vocabulary);
        int previous = start;
        bool begins = true;
        for (int i = 0; i < ids.Length; i++)
        {
            engine.EvaluateWindow(new Window([previous], [previous], 1, 1, StartsFromZero: begins), logits);
            ids[i] = sampler.Choose(logits, random.NextDouble(), forbidden);
            begins = ids[i] == lineEnd;
            previous = begins ? start : ids[i];
        }

        return vocabulary.Decode(ids);
    }
}
