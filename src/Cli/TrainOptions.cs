using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The options of <c>charrnn train</c>, each beside the property that it sets.</summary>
internal static class TrainOptions
{
    public static OptionTable<CorpusOptions> Corpus { get; } = MakeCorpus();

    public static OptionTable<TrainingOptions> Training { get; } = MakeTraining();

    private static OptionTable<CorpusOptions> MakeCorpus()
    {
        OptionTable<CorpusOptions> table = new(new CorpusOptions { Corpus = "" });
        table.Add("--pattern", "Which files of a folder and its subfolders are read", o => o.Pattern, (o, value) => o with { Pattern = value });
        table.Add("--tokenization", "One id a character (runes) or a UTF-8 byte (bytes)", o => o.Tokenization, (o, value) => o with { Tokenization = value });
        table.Add("--min-count", "Characters that occur less often become the unknown symbol", o => o.MinimumCount, (o, value) => o with { MinimumCount = value });
        table.Add("--max-vocabulary", "Most symbols; beyond it the rarest become the unknown symbol", o => o.MaximumVocabulary, (o, value) => o with { MaximumVocabulary = value });
        table.Add("--unit", "What the text is: a stream, or single lines (names, sentences, log lines) that each start anew", o => o.Unit, (o, value) => o with { Unit = value });
        table.Add("--max-line-length", "Longest line of --unit line", o => o.MaximumLineLength, (o, value) => o with { MaximumLineLength = value });
        table.Add("--validation-corpus", "Text of its own to validate on, named as --corpus is", o => o.ValidationCorpus, (o, value) => o with { ValidationCorpus = value });
        table.Add("--test-corpus", "Text of its own to test on when training is done", o => o.TestCorpus, (o, value) => o with { TestCorpus = value });
        table.Add("--validation-fraction", "Fraction of the text kept back for validation, after what is trained on [default: 0.05, or 0 with --validation-corpus]", o => o.ValidationFraction, (o, value) => o with { ValidationFraction = value });
        table.Add("--test-fraction", "Fraction of the text, its end, kept back for a test when training is done", o => o.TestFraction, (o, value) => o with { TestFraction = value });
        table.Add("--replace-invalid", "Turn bytes that are not UTF-8 into U+FFFD instead of failing", o => o.ReplaceInvalidUtf8, (o, value) => o with { ReplaceInvalidUtf8 = value });
        table.Add("--normalize-line-ends", "Turn CR LF into LF", o => o.NormalizeLineEnds, (o, value) => o with { NormalizeLineEnds = value });
        return table;
    }

    private static OptionTable<TrainingOptions> MakeTraining()
    {
        OptionTable<TrainingOptions> table = new(new TrainingOptions());

        // The network.
        table.Add("--init-from", "Fine-tune: start from the weights of a run folder or a .safetensors file. Cell, nonlinearity, layers, sizes, --tied and --tokenization are theirs, whatever a preset says; --unit and --start are theirs unless given. Their vocabulary is kept, and grows by the characters that are new to it", o => o.InitFrom, (o, value) => o with { InitFrom = value });
        table.Add("--cell", "Recurrent cell: lstm, gru or rnn", o => o.Cell, (o, value) => o with { Cell = value });
        table.Add("--nonlinearity", "Activation of the cell rnn: tanh or relu", o => o.Nonlinearity, (o, value) => o with { Nonlinearity = value });
        table.Add("--layers", "Stacked layers, 1 to 8", o => o.Layers, (o, value) => o with { Layers = value });
        table.Add("--hidden", "Hidden size of a layer", o => o.HiddenSize, (o, value) => o with { HiddenSize = value });
        table.Add("--embedding", "Embedding size of a character; 0 is one-hot input [default: 64, or the hidden size if --tied]", o => o.EmbeddingSize, (o, value) => o with { EmbeddingSize = value });
        table.Add("--tied", "Let the decoder share the embedding's weight", o => o.Tied, (o, value) => o with { Tied = value });
        table.Add("--start", "Character that every text is taken to follow [default: newline if the corpus has it]", o => o.Start, (o, value) => o with { Start = value });
        table.Add("--initialization", "First weights: pytorch (uniform by hidden size), uniform (in a range) or orthogonal", o => o.Initialization, (o, value) => o with { Initialization = value });
        table.Add("--initial-range", "Range, plus or minus, of --initialization uniform", o => o.InitialRange, (o, value) => o with { InitialRange = value });
        table.Add("--forget-bias", "First bias of an LSTM's forget gate", o => o.ForgetBias, (o, value) => o with { ForgetBias = value });

        // Regularisation.
        table.Add("--dropout", "Probability that a value between layers or after the last is dropped", o => o.Dropout, (o, value) => o with { Dropout = value });
        table.Add("--input-dropout", "The same of the network's input", o => o.InputDropout, (o, value) => o with { InputDropout = value });
        table.Add("--output-dropout", "The same after the last layer [default: as --dropout]", o => o.OutputDropout, (o, value) => o with { OutputDropout = value });
        table.Add("--weight-decay", "L2 penalty; AdamW's is decoupled", o => o.WeightDecay, (o, value) => o with { WeightDecay = value });

        // Batches and how long.
        table.Add("--sequence-length", "Characters that a gradient flows back through", o => o.SequenceLength, (o, value) => o with { SequenceLength = value });
        table.Add("--batch-size", "Parallel streams", o => o.BatchSize, (o, value) => o with { BatchSize = value });
        table.Add("--state-reset", "Probability that a window starts from the zero state, as every sampled or scored text does, and not from where the last one ended", o => o.StateReset, (o, value) => o with { StateReset = value });
        table.Add("--epochs", "Passes over the text, at most", o => o.Epochs, (o, value) => o with { Epochs = value });
        table.Add("--max-steps", "Steps, at most", o => o.MaxSteps, (o, value) => o with { MaxSteps = value });
        table.Add("--max-minutes", "Minutes, at most; the learning rate then follows the clock", o => o.MaxMinutes, (o, value) => o with { MaxMinutes = value });

        table.Add("--scheduled-sampling", "Let the network read its own symbols now and then while it trains (Bengio et al. 2015): none, fixed, linear or inversesigmoid; not a proper scoring rule: it spoils probabilities, so not for models that score", o => o.ScheduledSampling, (o, value) => o with { ScheduledSampling = value });
        table.Add("--scheduled-sampling-rate", "Probability of an own symbol: all the time under fixed, at the end under the others", o => o.ScheduledSamplingRate, (o, value) => o with { ScheduledSamplingRate = value });

        // The optimiser.
        table.Add("--optimizer", "adam, adamw, rmsprop, adagrad or sgd", o => o.Optimizer, (o, value) => o with { Optimizer = value });
        table.Add("--learning-rate", "Step size", o => o.LearningRate, (o, value) => o with { LearningRate = value });
        table.Add("--momentum", "Momentum of sgd and rmsprop", o => o.Momentum, (o, value) => o with { Momentum = value });
        table.Add("--rmsprop-decay", "Smoothing constant of rmsprop", o => o.RmsPropDecay, (o, value) => o with { RmsPropDecay = value });
        table.Add("--schedule", "Learning rate over the run: constant, cosine (down to 2 %), exponential (every epoch from --decay-epochs on) or step (every --decay-epochs)", o => o.Schedule, (o, value) => o with { Schedule = value });
        table.Add("--decay-factor", "What exponential and step multiply the learning rate by", o => o.DecayFactor, (o, value) => o with { DecayFactor = value });
        table.Add("--decay-epochs", "Epochs before exponential begins, or between the steps of step", o => o.DecayEpochs, (o, value) => o with { DecayEpochs = value });
        table.Add("--warm-up-steps", "Steps over which the learning rate first rises from nothing", o => o.WarmUpSteps, (o, value) => o with { WarmUpSteps = value });
        table.Add("--max-gradient-norm", "Clip gradients to this global norm; 0 is never [default: 1, or 0 with --max-gradient-value]", o => o.MaxGradientNorm, (o, value) => o with { MaxGradientNorm = value });
        table.Add("--max-gradient-value", "Clamp every gradient to this value instead; 0 is never", o => o.MaxGradientValue, (o, value) => o with { MaxGradientValue = value });

        // Watching it.
        table.Add("--validate-every", "Steps between validations, checkpoints and samples; 0 is once an epoch", o => o.ValidateEvery, (o, value) => o with { ValidateEvery = value });
        table.Add("--patience", "Validations without a lower loss after which training stops; 0 is never", o => o.Patience, (o, value) => o with { Patience = value });
        table.Add("--report-every", "Steps between lines of metrics.jsonl", o => o.ReportEvery, (o, value) => o with { ReportEvery = value });
        table.Add("--sample-length", "Characters of each sample; 0 is none", o => o.SampleLength, (o, value) => o with { SampleLength = value });
        table.Add("--sample-temperature", "Temperature of the samples", o => o.SampleTemperature, (o, value) => o with { SampleTemperature = value });

        table.Add("--seed", "Names every random number of the run", o => o.Seed, (o, value) => o with { Seed = value });
        table.Add("--device", "Where to compute: auto (a GPU where there is one), cpu, cuda or cuda:n", o => o.Device, (o, value) => o with { Device = value });
        table.Add("--threads", "Threads; 0 is one for a small network, else one a core", o => o.Threads, (o, value) => o with { Threads = value });
        return table;
    }
}
