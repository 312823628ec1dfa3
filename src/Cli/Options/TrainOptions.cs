using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>The options of <c>charrnn train</c>, each with the property that it sets, in the groups of the help.</summary>
internal static class TrainOptions
{
    public static OptionTable<CorpusOptions> Corpus { get; } = MakeCorpus();

    public static OptionTable<TrainingOptions> Training { get; } = MakeTraining();

    /// <summary>Gets the names of the options of a training that a resumed run takes: its end, and what keeps it from diverging.</summary>
    public static IReadOnlyList<string> ResumableNames { get; } = ["--epochs", "--max-steps", "--max-minutes", "--patience", "--learning-rate", "--max-gradient-norm", "--max-gradient-value"];

    /// <summary>Gets the names as a list.</summary>
    public static string Resumable => string.Join(", ", ResumableNames);

    private static OptionTable<CorpusOptions> MakeCorpus()
    {
        OptionTable<CorpusOptions> table = new(new CorpusOptions { Corpus = "" });
        table.Group("Text");
        table.Add("--pattern", "Files to read in a folder and its subfolders", o => o.Pattern, (o, value) => o.Pattern = value);
        table.Add("--unit", "One stream, or separate lines (names, log lines)", o => o.Unit, (o, value) => o.Unit = value);
        table.Add("--max-line-length", "Longest line of --unit line", o => o.MaximumLineLength, (o, value) => o.MaximumLineLength = value);
        table.AddText("--answer-after", "Text between the question and the answer of each line, such as = in 12+34=46; the network learns to answer", (o, value) => o.AnswerAfter = value);
        table.Add("--reverse-question", "Read the question of --answer-after from its last character to its first", o => o.ReverseQuestion, (o, value) => o.ReverseQuestion = value);
        table.Add("--tokenization", "A token id for each character (runes), UTF-8 byte, or word", o => o.Tokenization, (o, value) => o.Tokenization = value);
        table.Add("--min-count", "Rarer characters or words become the unknown token; for words the default is 2", o => o.MinimumCount, (o, value) => o.MinimumCount = value);
        table.Add("--max-vocabulary", "Most tokens; the rarest become the unknown token; for words the default is 10000", o => o.MaximumVocabulary, (o, value) => o.MaximumVocabulary = value);
        table.Add("--replace-invalid", "Replace bytes that are not UTF-8 by U+FFFD", o => o.ReplaceInvalidUtf8, (o, value) => o.ReplaceInvalidUtf8 = value);
        table.Add("--normalize-line-ends", "Turn CR LF into LF", o => o.NormalizeLineEnds, (o, value) => o.NormalizeLineEnds = value);
        table.Add("--validation-corpus", "Separate text to validate on, named like --corpus (*)", o => o.ValidationCorpus, (o, value) => o.ValidationCorpus = value);
        table.Add("--validation-fraction", "Part of the text kept for validation [default: 0.05, or 0 with --validation-corpus]", o => o.ValidationFraction, (o, value) => o.ValidationFraction = value);
        table.Add("--test-corpus", "Separate text for the test at the end (*)", o => o.TestCorpus, (o, value) => o.TestCorpus = value);
        table.Add("--test-fraction", "Part of the text, its end, kept for the test", o => o.TestFraction, (o, value) => o.TestFraction = value);

        table.Group("Labels");
        table.Add("--target-corpus", "Text of the same length, whose characters are the labels that the network learns to give (*)", o => o.TargetCorpus, (o, value) => o.TargetCorpus = value);
        table.Add("--class-column", "Column of a tab-separated text of --unit line that has the class of each line; the network learns to give it", o => o.ClassColumn, (o, value) => o.ClassColumn = value);
        table.Add("--text-column", "Column that has the text beside --class-column [default: the first other one]", o => o.TextColumn, (o, value) => o.TextColumn = value);
        return table;
    }

    private static OptionTable<TrainingOptions> MakeTraining()
    {
        OptionTable<TrainingOptions> table = new(new TrainingOptions());

        table.Group("Network");
        table.Add("--cell", "Recurrent cell", o => o.Cell, (o, value) => o.Cell = value);
        table.Add("--nonlinearity", "Activation of --cell rnn", o => o.Nonlinearity, (o, value) => o.Nonlinearity = value);
        table.Add("--layers", "Stacked layers, 1 to 8", o => o.Layers, (o, value) => o.Layers = value);
        table.Add("--hidden", "Hidden size of a layer", o => o.HiddenSize, (o, value) => o.HiddenSize = value);
        table.Add("--embedding", "Embedding size; 0 is one-hot [default: 64, or the hidden size if --tied]", o => o.EmbeddingSize, (o, value) => o.EmbeddingSize = value);
        table.Add("--bidirectional", "Read the text in both directions; only with labels", o => o.Bidirectional, (o, value) => o.Bidirectional = value);
        table.Add("--tied", "The decoder shares the embedding's weight", o => o.Tied, (o, value) => o.Tied = value);
        table.Add("--encoder", "A second network reads the question of --answer-after; its last state starts the first", o => o.Encoder, (o, value) => o.Encoder = value);
        table.Add("--start", "Start character of every text [default: newline if the corpus has it]", o => o.Start, (o, value) => o.Start = value);

        table.Group("First weights");
        table.Add("--init-from", "Run folder or .safetensors file to fine-tune; it sets the network and the known characters", o => o.InitFrom, (o, value) => o.InitFrom = value);
        table.Add("--initialization", "Distribution of the first weights; identity is for --cell rnn --nonlinearity relu", o => o.Initialization, (o, value) => o.Initialization = value);
        table.Add("--initial-range", "Range, plus or minus, of --initialization uniform", o => o.InitialRange, (o, value) => o.InitialRange = value);
        table.Add("--forget-bias", "First bias of an LSTM's forget gate", o => o.ForgetBias, (o, value) => o.ForgetBias = value);

        table.Group("Echo state network");
        table.Add("--freeze", "Weights that stay as drawn; with recurrent, of --cell rnn, the decoder is learnt in one pass", o => o.Freeze, (o, value) => o.Freeze = value);
        table.Add("--spectral-radius", "Largest absolute eigenvalue of the frozen recurrent matrix", o => o.SpectralRadius, (o, value) => o.SpectralRadius = value);
        table.Add("--sparsity", "Share of its connections that are zero", o => o.Sparsity, (o, value) => o.Sparsity = value);
        table.Add("--ridge", "Penalty on the decoder's squared weights", o => o.Ridge, (o, value) => o.Ridge = value);

        table.Group("Regularization");
        table.Add("--dropout", "Dropout between layers and after the last", o => o.Dropout, (o, value) => o.Dropout = value);
        table.Add("--input-dropout", "Dropout of the network's input", o => o.InputDropout, (o, value) => o.InputDropout = value);
        table.Add("--output-dropout", "Dropout after the last layer [default: --dropout]", o => o.OutputDropout, (o, value) => o.OutputDropout = value);
        table.Add("--weight-decay", "L2 penalty; decoupled for adamw", o => o.WeightDecay, (o, value) => o.WeightDecay = value);
        table.Add("--scheduled-sampling", "Feed the network its own tokens (Bengio et al. 2015); worsens scores", o => o.ScheduledSampling, (o, value) => o.ScheduledSampling = value);
        table.Add("--scheduled-sampling-rate", "Probability of an own token, at the end of the run", o => o.ScheduledSamplingRate, (o, value) => o.ScheduledSamplingRate = value);

        table.Group("Batches and length");
        table.Add("--sequence-length", "Characters that a gradient flows back through", o => o.SequenceLength, (o, value) => o.SequenceLength = value);
        table.Add("--batch-size", "Parallel streams", o => o.BatchSize, (o, value) => o.BatchSize = value);
        table.Add("--state-reset", "Probability that a window starts from the zero state", o => o.StateReset, (o, value) => o.StateReset = value);
        table.Add("--sampled-softmax", "Tokens, drawn for each step, that stand for a large vocabulary in its loss; 0 is all", o => o.SampledSoftmax, (o, value) => o.SampledSoftmax = value);
        table.Add("--epochs", "Most passes over the text (*)", o => o.Epochs, (o, value) => o.Epochs = value);
        table.Add("--max-steps", "Most steps (*)", o => o.MaxSteps, (o, value) => o.MaxSteps = value);
        table.Add("--max-minutes", "Most minutes; the learning rate then follows the clock (*)", o => o.MaxMinutes, (o, value) => o.MaxMinutes = value);

        table.Group("Optimizer");
        table.Add("--optimizer", "Optimizer; hessianfree is for large batches and up to a million parameters", o => o.Optimizer, (o, value) => o.Optimizer = value);
        table.Add("--learning-rate", "Learning rate (*)", o => o.LearningRate, (o, value) => o.LearningRate = value);
        table.Add("--momentum", "Momentum of sgd and rmsprop", o => o.Momentum, (o, value) => o.Momentum = value);
        table.Add("--rmsprop-decay", "Smoothing constant of rmsprop", o => o.RmsPropDecay, (o, value) => o.RmsPropDecay = value);
        table.Add("--schedule", "Learning rate schedule; cosine ends at 2 %", o => o.Schedule, (o, value) => o.Schedule = value);
        table.Add("--decay-factor", "Factor of the schedules exponential and step", o => o.DecayFactor, (o, value) => o.DecayFactor = value);
        table.Add("--decay-epochs", "Epochs before exponential begins, or between steps", o => o.DecayEpochs, (o, value) => o.DecayEpochs = value);
        table.Add("--warm-up-steps", "Steps over which the learning rate rises from 0", o => o.WarmUpSteps, (o, value) => o.WarmUpSteps = value);
        table.Add("--max-gradient-norm", "Clip gradients to this norm; 0 is never (*) [default: 1, or 0 with --max-gradient-value]", o => o.MaxGradientNorm, (o, value) => o.MaxGradientNorm = value);
        table.Add("--max-gradient-value", "Clip each gradient to this value; 0 is never (*)", o => o.MaxGradientValue, (o, value) => o.MaxGradientValue = value);

        table.Group("Reports");
        table.Add("--validate-every", "Steps between validations; 0 is once per epoch", o => o.ValidateEvery, (o, value) => o.ValidateEvery = value);
        table.Add("--keep-checkpoints", "Weights kept, spread over the run, for charrnn visualize; 0 is none", o => o.KeepCheckpoints, (o, value) => o.KeepCheckpoints = value);
        table.Add("--patience", "Stop after this many validations without a lower loss; 0 is never (*)", o => o.Patience, (o, value) => o.Patience = value);
        table.Add("--report-every", "Steps between lines of metrics.jsonl", o => o.ReportEvery, (o, value) => o.ReportEvery = value);
        table.Add("--sample-length", "Characters of each sample; 0 is none", o => o.SampleLength, (o, value) => o.SampleLength = value);
        table.Add("--sample-temperature", "Temperature of the samples", o => o.SampleTemperature, (o, value) => o.SampleTemperature = value);
        table.Add("--tensorboard", "Also write figures and samples for TensorBoard, to the run's folder tensorboard", o => o.TensorBoard, (o, value) => o.TensorBoard = value);

        table.Group("Machine");
        table.Add("--seed", "Seed of all random numbers", o => o.Seed, (o, value) => o.Seed = value);
        table.Add("--device", "auto (a GPU if there is one), cpu, cuda or cuda:n", o => o.Device, (o, value) => o.Device = value);
        table.Add("--threads", "Threads; 0 is one for a small network, else one per core", o => o.Threads, (o, value) => o.Threads = value);
        return table;
    }
}
