using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The options of <c>charrnn train</c>, each beside the property that it sets, in the groups of the help.</summary>
internal static class TrainOptions
{
    public static OptionTable<CorpusOptions> Corpus { get; } = MakeCorpus();

    public static OptionTable<TrainingOptions> Training { get; } = MakeTraining();

    private static OptionTable<CorpusOptions> MakeCorpus()
    {
        OptionTable<CorpusOptions> table = new(new CorpusOptions { Corpus = "" });
        table.Group("Text");
        table.Add("--pattern", "Files to read in a folder and its subfolders", o => o.Pattern, (o, value) => o with { Pattern = value });
        table.Add("--unit", "One stream, or separate lines (names, log lines)", o => o.Unit, (o, value) => o with { Unit = value });
        table.Add("--max-line-length", "Longest line of --unit line", o => o.MaximumLineLength, (o, value) => o with { MaximumLineLength = value });
        table.Add("--tokenization", "A token id for each character, or UTF-8 byte", o => o.Tokenization, (o, value) => o with { Tokenization = value });
        table.Add("--min-count", "Rarer characters become the unknown token", o => o.MinimumCount, (o, value) => o with { MinimumCount = value });
        table.Add("--max-vocabulary", "Most tokens; the rarest become the unknown token", o => o.MaximumVocabulary, (o, value) => o with { MaximumVocabulary = value });
        table.Add("--replace-invalid", "Replace bytes that are not UTF-8 by U+FFFD", o => o.ReplaceInvalidUtf8, (o, value) => o with { ReplaceInvalidUtf8 = value });
        table.Add("--normalize-line-ends", "Turn CR LF into LF", o => o.NormalizeLineEnds, (o, value) => o with { NormalizeLineEnds = value });
        table.Add("--validation-corpus", "Separate text to validate on, named like --corpus", o => o.ValidationCorpus, (o, value) => o with { ValidationCorpus = value });
        table.Add("--validation-fraction", "Part of the text kept for validation [default: 0.05, or 0 with --validation-corpus]", o => o.ValidationFraction, (o, value) => o with { ValidationFraction = value });
        table.Add("--test-corpus", "Separate text for the test at the end", o => o.TestCorpus, (o, value) => o with { TestCorpus = value });
        table.Add("--test-fraction", "Part of the text, its end, kept for the test", o => o.TestFraction, (o, value) => o with { TestFraction = value });
        return table;
    }

    private static OptionTable<TrainingOptions> MakeTraining()
    {
        OptionTable<TrainingOptions> table = new(new TrainingOptions());

        table.Group("Network");
        table.Add("--cell", "Recurrent cell", o => o.Cell, (o, value) => o with { Cell = value });
        table.Add("--nonlinearity", "Activation of --cell rnn", o => o.Nonlinearity, (o, value) => o with { Nonlinearity = value });
        table.Add("--layers", "Stacked layers, 1 to 8", o => o.Layers, (o, value) => o with { Layers = value });
        table.Add("--hidden", "Hidden size of a layer", o => o.HiddenSize, (o, value) => o with { HiddenSize = value });
        table.Add("--embedding", "Embedding size; 0 is one-hot [default: 64, or the hidden size if --tied]", o => o.EmbeddingSize, (o, value) => o with { EmbeddingSize = value });
        table.Add("--tied", "The decoder shares the embedding's weight", o => o.Tied, (o, value) => o with { Tied = value });
        table.Add("--start", "Start character of every text [default: newline if the corpus has it]", o => o.Start, (o, value) => o with { Start = value });

        table.Group("First weights");
        table.Add("--init-from", "Fine-tune a run folder or .safetensors file; it decides the network and the known vocabulary", o => o.InitFrom, (o, value) => o with { InitFrom = value });
        table.Add("--initialization", "Distribution of the first weights", o => o.Initialization, (o, value) => o with { Initialization = value });
        table.Add("--initial-range", "Range, plus or minus, of --initialization uniform", o => o.InitialRange, (o, value) => o with { InitialRange = value });
        table.Add("--forget-bias", "First bias of an LSTM's forget gate", o => o.ForgetBias, (o, value) => o with { ForgetBias = value });

        table.Group("Regularization");
        table.Add("--dropout", "Dropout between layers and after the last", o => o.Dropout, (o, value) => o with { Dropout = value });
        table.Add("--input-dropout", "Dropout of the network's input", o => o.InputDropout, (o, value) => o with { InputDropout = value });
        table.Add("--output-dropout", "Dropout after the last layer [default: --dropout]", o => o.OutputDropout, (o, value) => o with { OutputDropout = value });
        table.Add("--weight-decay", "L2 penalty; decoupled for adamw", o => o.WeightDecay, (o, value) => o with { WeightDecay = value });
        table.Add("--scheduled-sampling", "Feed the network its own tokens (Bengio et al. 2015); spoils scores", o => o.ScheduledSampling, (o, value) => o with { ScheduledSampling = value });
        table.Add("--scheduled-sampling-rate", "Probability of an own token, at the end of the run", o => o.ScheduledSamplingRate, (o, value) => o with { ScheduledSamplingRate = value });

        table.Group("Batches and length");
        table.Add("--sequence-length", "Characters that a gradient flows back through", o => o.SequenceLength, (o, value) => o with { SequenceLength = value });
        table.Add("--batch-size", "Parallel streams", o => o.BatchSize, (o, value) => o with { BatchSize = value });
        table.Add("--state-reset", "Probability that a window starts from the zero state", o => o.StateReset, (o, value) => o with { StateReset = value });
        table.Add("--epochs", "Most passes over the text", o => o.Epochs, (o, value) => o with { Epochs = value });
        table.Add("--max-steps", "Most steps", o => o.MaxSteps, (o, value) => o with { MaxSteps = value });
        table.Add("--max-minutes", "Most minutes; the learning rate then follows the clock", o => o.MaxMinutes, (o, value) => o with { MaxMinutes = value });

        table.Group("Optimizer");
        table.Add("--optimizer", "Optimizer", o => o.Optimizer, (o, value) => o with { Optimizer = value });
        table.Add("--learning-rate", "Learning rate", o => o.LearningRate, (o, value) => o with { LearningRate = value });
        table.Add("--momentum", "Momentum of sgd and rmsprop", o => o.Momentum, (o, value) => o with { Momentum = value });
        table.Add("--rmsprop-decay", "Smoothing constant of rmsprop", o => o.RmsPropDecay, (o, value) => o with { RmsPropDecay = value });
        table.Add("--schedule", "Learning rate schedule; cosine ends at 2 %", o => o.Schedule, (o, value) => o with { Schedule = value });
        table.Add("--decay-factor", "Factor of the schedules exponential and step", o => o.DecayFactor, (o, value) => o with { DecayFactor = value });
        table.Add("--decay-epochs", "Epochs before exponential begins, or between steps", o => o.DecayEpochs, (o, value) => o with { DecayEpochs = value });
        table.Add("--warm-up-steps", "Steps over which the learning rate rises from 0", o => o.WarmUpSteps, (o, value) => o with { WarmUpSteps = value });
        table.Add("--max-gradient-norm", "Clip gradients to this norm; 0 is never [default: 1, or 0 with --max-gradient-value]", o => o.MaxGradientNorm, (o, value) => o with { MaxGradientNorm = value });
        table.Add("--max-gradient-value", "Clip each gradient to this value; 0 is never", o => o.MaxGradientValue, (o, value) => o with { MaxGradientValue = value });

        table.Group("Reports");
        table.Add("--validate-every", "Steps between validations; 0 is once per epoch", o => o.ValidateEvery, (o, value) => o with { ValidateEvery = value });
        table.Add("--patience", "Stop after so many validations without progress; 0 is never", o => o.Patience, (o, value) => o with { Patience = value });
        table.Add("--report-every", "Steps between lines of metrics.jsonl", o => o.ReportEvery, (o, value) => o with { ReportEvery = value });
        table.Add("--sample-length", "Characters of each sample; 0 is none", o => o.SampleLength, (o, value) => o with { SampleLength = value });
        table.Add("--sample-temperature", "Temperature of the samples", o => o.SampleTemperature, (o, value) => o with { SampleTemperature = value });

        table.Group("Machine");
        table.Add("--seed", "Seed of all random numbers", o => o.Seed, (o, value) => o with { Seed = value });
        table.Add("--device", "auto (a GPU if there is one), cpu, cuda or cuda:n", o => o.Device, (o, value) => o with { Device = value });
        table.Add("--threads", "Threads; 0 is one for a small network, else one per core", o => o.Threads, (o, value) => o with { Threads = value });
        return table;
    }
}
