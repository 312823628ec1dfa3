namespace CharRnn.Trainer;

/// <summary>
/// Weights that a training starts from instead of drawn ones, to fine-tune them on another text. The network and the tokenization
/// are those of the weights; so are the unit and the start character, unless they are set anew.
/// </summary>
public sealed class StartingWeights
{
    private readonly WeightsFile file;

    private StartingWeights(string path, WeightsFile file) => (Path, this.file) = (path, file);

    /// <summary>Gets the path of the weights file.</summary>
    public string Path { get; }

    /// <summary>Gets the vocabulary of the weights. The vocabulary of the corpus must contain it, and may be larger.</summary>
    public Vocabulary Vocabulary => file.Metadata.Vocabulary;

    /// <summary>Gets the records of the trainings that made the weights, oldest first.</summary>
    public IReadOnlyList<TrainingRecord> Trainings =>
        [.. file.Metadata.Training.EarlierTrainings ?? [], file.Metadata.Training with { EarlierTrainings = null }];

    private ModelDescription Description => file.Metadata.Description;

    /// <summary>Reads the weights.</summary>
    /// <param name="source">A run folder, whose best weights are taken, or a weights file.</param>
    /// <exception cref="InvalidModelException">It is neither, or damaged.</exception>
    public static StartingWeights Load(string source)
    {
        string path = RunFolder.FindWeights(source);
        return new StartingWeights(path, WeightsFile.Load(path));
    }

    /// <summary>Returns the options with the network of the weights.</summary>
    public TrainingOptions Adopt(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            Cell = Description.Cell,
            Nonlinearity = Description.Nonlinearity,
            Layers = Description.Layers,
            HiddenSize = Description.HiddenSize,
            EmbeddingSize = Description.EmbeddingSize,
            Tied = Description.Tied,
            Start = Description.Start,
        };
    }

    /// <summary>Returns the options with the tokenization and unit of the weights.</summary>
    public CorpusOptions Adopt(CorpusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { Tokenization = Vocabulary.Tokenization, Unit = Description.Unit };
    }

    /// <summary>Finds every option that contradicts the network of the weights, each a sentence without its full stop.</summary>
    public IReadOnlyList<string> FindProblems(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. Differs(nameof(options.Cell), options.Cell, Description.Cell),
            .. Differs(nameof(options.Nonlinearity), options.Nonlinearity, Description.Nonlinearity),
            .. Differs(nameof(options.Layers), options.Layers, Description.Layers),
            .. Differs(nameof(options.HiddenSize), options.HiddenSize, Description.HiddenSize),
            .. Differs(nameof(options.EmbeddingSize), options.EmbeddingWidth, Description.EmbeddingSize),
            .. Differs(nameof(options.Tied), options.Tied, Description.Tied),
        ];
    }

    /// <summary>Finds every option that contradicts the vocabulary of the weights, each a sentence without its full stop.</summary>
    public IReadOnlyList<string> FindProblems(CorpusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Vocabulary.Tokenization == Tokenization.Runes && options.MaximumVocabulary < Vocabulary.Size
            ? [.. Differs(nameof(options.Tokenization), options.Tokenization, Vocabulary.Tokenization), $"MaximumVocabulary is {options.MaximumVocabulary}; must be {Vocabulary.Size} or more, for {Path} has so many symbols"]
            : Differs(nameof(options.Tokenization), options.Tokenization, Vocabulary.Tokenization);
    }

    /// <summary>The first weights of a network that differs from this one's by its vocabulary at most.</summary>
    /// <param name="description">The network.</param>
    /// <param name="vocabulary">Its vocabulary, which has every symbol of this one's.</param>
    /// <param name="drawn">What the rows of new symbols are taken from.</param>
    internal Weights Grow(ModelDescription description, Vocabulary vocabulary, Weights drawn)
    {
        int[] newIds = VocabularyGrowth.NewIds(Vocabulary, vocabulary);
        return new Weights(description, file.Weights.Select(weight => VocabularyGrowth.Grow(weight, Description, newIds, drawn[weight.Name])), Path);
    }

    private string[] Differs<T>(string name, T asked, T found)
        where T : struct => asked.Equals(found) ? [] : [$"{name} is {asked}; must be {found}, as {Path} has it"];
}
