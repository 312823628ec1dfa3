namespace CharRnn.Trainer;

/// <summary>
/// Existing weights that a training starts from, to fine-tune them on another text. The network and the tokenization are those of the
/// weights; so are the unit and the start character, unless other ones are set. A network that answers stays one with the same separator; one
/// that predicts text can be trained to answer.
/// </summary>
public sealed class StartingWeights
{
    private readonly WeightsFile file;

    private StartingWeights(string path, WeightsFile file) => (Path, this.file) = (path, file);

    /// <summary>Gets the path of the weights file.</summary>
    public string Path { get; }

    /// <summary>Gets the vocabulary of the weights. The vocabulary of the corpus must contain it, and can be larger.</summary>
    public Vocabulary Vocabulary => file.Metadata.Vocabulary;

    /// <summary>Gets the labels that the weights give, which must be those of the corpus; null if they predict tokens.</summary>
    public IReadOnlyList<string>? Labels => Description.GivesLabels ? file.Metadata.Labels : null;

    /// <summary>Gets the records of the trainings that led to the weights, oldest first.</summary>
    public IReadOnlyList<TrainingRecord> Trainings =>
        [.. file.Metadata.Training.EarlierTrainings ?? [], file.Metadata.Training with { EarlierTrainings = null }];

    private ModelDescription Description => file.Metadata.Description;

    /// <summary>Reads the weights.</summary>
    /// <param name="source">A run folder, whose best weights are read, or a weights file.</param>
    /// <exception cref="InvalidModelException">The source is neither, or is damaged.</exception>
    public static StartingWeights Load(string source)
    {
        string path = RunFolder.FindWeights(source);
        return new StartingWeights(path, WeightsFile.Load(path));
    }

    /// <summary>Sets the options of the network and the start character to those of the weights.</summary>
    public void ApplyTo(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Cell = Description.Cell;
        options.Nonlinearity = Description.Nonlinearity;
        options.Layers = Description.Layers;
        options.HiddenSize = Description.HiddenSize;
        options.EmbeddingSize = Description.EmbeddingSize;
        options.Tied = Description.Tied;
        options.Bidirectional = Description.Bidirectional;
        options.Start = Description.Start;
        options.Encoder = Description.Encoder;
    }

    /// <summary>Sets the tokenization and the unit to those of the weights.</summary>
    public void ApplyTo(CorpusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Tokenization = Vocabulary.Tokenization;
        options.Unit = Description.Unit;
        options.AnswerAfter = Description.AnswerAfter;
        options.ReverseQuestion = Description.ReverseQuestion;
    }

    /// <summary>Adds a problem for each option that contradicts the network of the weights.</summary>
    internal void FindProblems(TrainingOptions options, List<string> problems)
    {
        Compare(nameof(options.Cell), options.Cell, Description.Cell, problems);
        Compare(nameof(options.Nonlinearity), options.Nonlinearity, Description.Nonlinearity, problems);
        Compare(nameof(options.Layers), options.Layers, Description.Layers, problems);
        Compare(nameof(options.HiddenSize), options.HiddenSize, Description.HiddenSize, problems);
        Compare(nameof(options.EmbeddingSize), options.EmbeddingWidth, Description.EmbeddingSize, problems);
        Compare(nameof(options.Tied), options.Tied, Description.Tied, problems);
        Compare(nameof(options.Encoder), options.Encoder, Description.Encoder, problems);
        Compare(nameof(options.Bidirectional), options.Bidirectional, Description.Bidirectional, problems);
    }

    /// <summary>Adds a problem for each option that contradicts the vocabulary of the weights.</summary>
    internal void FindProblems(CorpusOptions options, List<string> problems)
    {
        Compare(nameof(options.Tokenization), options.Tokenization, Vocabulary.Tokenization, problems);
        if (!CanLearn(options.Task))
        {
            problems.Add($"The task is {LowerCaseName.Of(options.Task)}; must be {LowerCaseName.Of(Description.Task)}, as in {Path}, a model that {ModelTasks.Purpose(Description.Task)}");
        }

        if (Description.AnswerAfter is { } separator)
        {
            Compare(nameof(options.AnswerAfter), options.AnswerAfter ?? "null", separator, problems);
            Compare(nameof(options.ReverseQuestion), options.ReverseQuestion, Description.ReverseQuestion, problems);
        }

        if (Vocabulary.Tokenization != Tokenization.Bytes && options.MaximumVocabulary < Vocabulary.Size)
        {
            problems.Add($"MaximumVocabulary is {options.MaximumVocabulary}; must be at least {Vocabulary.Size}, the vocabulary size of {Path}");
        }
    }

    /// <summary>Checks that a corpus has the same labels, so that each keeps its weights.</summary>
    /// <exception cref="InvalidOptionsException">It has others, or none.</exception>
    internal void CheckLabels(Corpus corpus)
    {
        if (!CanLearn(corpus.Task) || !corpus.Labels.SequenceEqual(file.Metadata.Labels))
        {
            throw new InvalidOptionsException($"The corpus {corpus.Name} is to be learnt otherwise, or has other labels, than {Path}, a model that {ModelTasks.Purpose(Description.Task)}; make it with the labels of the weights");
        }
    }

    // A network that predicts the next token can learn to answer, which is to predict some of them.
    private bool CanLearn(ModelTask task) => task == Description.Task || (Description.Task, task) == (ModelTask.Text, ModelTask.Answer);

    /// <summary>Returns the initial weights of a network that differs from this one at most in its vocabulary.</summary>
    /// <param name="description">The network.</param>
    /// <param name="vocabulary">Its vocabulary, which contains all tokens of this one.</param>
    /// <param name="drawn">Newly drawn weights, which supply the rows of new tokens.</param>
    internal Weights Grow(ModelDescription description, Vocabulary vocabulary, Weights drawn)
    {
        int[] newIds = VocabularyGrowth.NewIds(Vocabulary, vocabulary);
        return new Weights(description, file.Weights.Select(weight => VocabularyGrowth.Grow(weight, Description, newIds, drawn[weight.Name])), Path);
    }

    private void Compare<T>(string name, T asked, T found, List<string> problems)
        where T : notnull
    {
        if (!asked.Equals(found))
        {
            problems.Add($"{name} is {asked}; must be {found}, as in {Path}");
        }
    }
}
