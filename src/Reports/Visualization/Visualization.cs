using CharRnn.Inference;

namespace CharRnn.Reports;

/// <summary>
/// A look into networks that read a text: the activation of every cell after every character, the likeliest next characters, the cost of each, the
/// cells that go along with a feature of the text, and what the memory is worth. See Karpathy, "The Unreasonable Effectiveness of Recurrent Neural
/// Networks" (2015), and Karpathy, Johnson and Fei-Fei, "Visualizing and Understanding Recurrent Networks" (2015).
/// </summary>
public sealed class Visualization
{
    private const long MaximumActivations = 1L << 30; // bytes in memory

    private readonly VisualizedText text;
    private readonly MemoryWorth memory;
    private readonly List<Checkpoint> checkpoints = [];

    private Visualization(CharRnnModel model, VisualizedText text, (int Layer, int Cell)? firstCell, int models)
    {
        this.text = text;
        (Description, Vocabulary) = (model.Description, model.Vocabulary);
        CheckCell(firstCell);
        CheckSize(models);
        memory = new MemoryWorth(model, text);
        UnknownCharacters = text.Characters.Count(Lacks);
    }

    /// <summary>Gets the number of characters shown.</summary>
    public int Characters => text.Characters.Length;

    /// <summary>Gets the number of characters that were given.</summary>
    public long GivenCharacters => text.Total;

    /// <summary>Gets the number of characters shown that the vocabulary lacks.</summary>
    public int UnknownCharacters { get; }

    /// <summary>Gets the mean bits per character of the last model. Skipped characters do not count; it is null if all are skipped.</summary>
    public double? BitsPerCharacter => checkpoints[^1].Reading.Bits.Average();

    /// <summary>Gets the cells of the last model that go along best with each feature of the text, up to three of each, the best first.</summary>
    public IReadOnlyList<CellCorrelation> BestCells => [.. checkpoints[^1].Reading.Search.FindBest().SelectMany(cells => cells)];

    internal string Title { get; private init; } = "";

    internal ModelDescription Description { get; }

    internal Vocabulary Vocabulary { get; }

    internal VisualizedText Text => text;

    internal MemoryWorth Memory => memory;

    internal IReadOnlyList<Checkpoint> Checkpoints => checkpoints;

    internal LossAtLength[] NGrams { get; private set; } = [];

    internal int FirstCell { get; private set; }

    /// <summary>Checks that a page or a picture can be written to a path, before anything is computed.</summary>
    /// <exception cref="CharRnnException">The file holds something other than what a visualisation writes, or its folder does not exist.</exception>
    public static void CheckOutput(string path) => OwnOutput.Check(path);

    /// <summary>Has models read texts.</summary>
    /// <param name="models">One model or more, of one description and vocabulary, as the checkpoints of a run are, oldest first. If it is a collection, its count tells beforehand whether all fit into memory.</param>
    /// <param name="texts">One text or more.</param>
    /// <param name="options">What it holds; null is the defaults.</param>
    /// <param name="progress">Receives the completed fraction of the model that is being asked, 0 to 1.</param>
    /// <param name="cancellationToken">Checked before each character.</param>
    /// <exception cref="InvalidOptionsException">An option is out of range, or the models differ.</exception>
    /// <exception cref="InvalidTextException">The texts have no character, or too many for the number of cells.</exception>
    /// <exception cref="InvalidModelException">A model gives no probabilities.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Visualization Make(
        IEnumerable<VisualizedModel> models, IReadOnlyList<NamedText> texts, VisualizationOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new VisualizationOptions();
        options.Validate();
        VisualizedText text = VisualizedText.Of(texts, options.Limit);
        Visualization? made = null;
        foreach (VisualizedModel model in models)
        {
            made ??= new Visualization(model.Model, text, options.FirstCell, (models as IReadOnlyCollection<VisualizedModel>)?.Count ?? 1) { Title = options.Title ?? model.Name };
            made.Add(model, progress, cancellationToken);
        }

        _ = made ?? throw new ArgumentException("There is no model.", nameof(models));
        made.FirstCell = made.Find(options.FirstCell);
        made.NGrams = made.memory.OfNGrams(made.Vocabulary.Size, cancellationToken);
        return made;
    }

    /// <summary>Writes a page that a browser opens from the disk: one HTML file that asks for nothing from outside.</summary>
    /// <exception cref="CharRnnException">The file cannot be written, or holds something other than such a page.</exception>
    public void WritePage(string path)
    {
        OwnOutput.Check(path);
        AtomicFile.Write(path, new VisualizationPage(this).Write);
    }

    /// <summary>Writes a picture of one passage, as a cell of the last model sees it: an SVG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The number of the passage's first character, from 1.</param>
    /// <exception cref="InvalidOptionsException">The text has no such character.</exception>
    /// <exception cref="CharRnnException">The file cannot be written, or holds something other than such a picture.</exception>
    public void WritePicture(string path, int start = 1)
    {
        OwnOutput.Check(path);
        XmlFile.Write(path, PassagePicture.Draw(this, start));
    }

    internal bool Lacks(System.Text.Rune character) => Vocabulary.Tokenization == Tokenization.Runes && Vocabulary.FindId(character) is null;

    /// <summary>The name of a cell, counted through all layers: its number, after that of its layer if there are several.</summary>
    internal string NameOf(int cell) =>
        Description.Layers > 1 ? $"{(cell / Description.HiddenSize) + 1}:{(cell % Description.HiddenSize) + 1}" : $"{cell + 1}";

    /// <summary>A cell counted through all layers.</summary>
    internal int IndexOf(int layer, int cell) => ((layer - 1) * Description.HiddenSize) + cell - 1;

    private void Add(VisualizedModel model, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (model.Model.Description != Description || !model.Model.Vocabulary.Characters.SequenceEqual(Vocabulary.Characters))
        {
            throw new InvalidOptionsException($"{model.Name} is of another network or vocabulary than the models before it; must be of the same");
        }

        CheckSize(checkpoints.Count + 1);
        TextReading reading = TextReading.Read(model.Model, text, progress, cancellationToken);
        checkpoints.Add(new Checkpoint(model.Name, model.Step, reading, memory.OfNetwork(model.Model, cancellationToken), PositionLoss.Of(text, reading.Bits, Description.Unit)));
    }

    private void CheckCell((int Layer, int Cell)? wanted)
    {
        if (wanted is { } cell && (cell.Layer < 1 || cell.Layer > Description.Layers || cell.Cell < 1 || cell.Cell > Description.HiddenSize))
        {
            throw new InvalidOptionsException($"The cell is {cell.Layer}:{cell.Cell}; must be from 1:1 to {Description.Layers}:{Description.HiddenSize}");
        }
    }

    private void CheckSize(int models)
    {
        long cells = Description.Layers * Description.HiddenSize;
        long most = MaximumActivations / cells / models;
        if (Characters > most)
        {
            throw new InvalidTextException($"The text has {Characters:N0} characters, and the network {cells:N0} cells{(models > 1 ? $" at {models:N0} checkpoints" : "")}; at most {most:N0} characters fit. Lower the limit.");
        }
    }

    private int Find((int Layer, int Cell)? wanted)
    {
        if (wanted is { } cell)
        {
            return IndexOf(cell.Layer, cell.Cell);
        }

        CellCorrelation? clearest = BestCells.MaxBy(found => found.Clearness);
        return clearest is null ? 0 : IndexOf(clearest.Layer, clearest.Cell);
    }

    /// <summary>What one model made of the text.</summary>
    internal sealed record Checkpoint(string Name, long Step, TextReading Reading, LossAtLength[] Contexts, PositionLoss[] Positions);
}
