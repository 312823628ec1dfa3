namespace CharRnn.Core.Tests;

[TestClass]
public sealed class StateDictTests : IDisposable
{
    private static readonly Vocabulary Letters = Vocabulary.FromRunes("\nab".EnumerateRunes());

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Descriptions =>
    [
        [new ModelDescription { Cell = Cell.Lstm, Layers = 2, HiddenSize = 4, EmbeddingSize = 2, VocabularySize = 3 }],
        [new ModelDescription { Cell = Cell.Gru, Layers = 1, HiddenSize = 5, EmbeddingSize = 0, VocabularySize = 3, Unit = TextUnit.Line }],
        [new ModelDescription { Cell = Cell.Jordan, Layers = 1, HiddenSize = 4, EmbeddingSize = 5, VocabularySize = 3, Start = "a" }],
        [new ModelDescription { Cell = Cell.Rnn, Layers = 3, HiddenSize = 4, EmbeddingSize = 4, VocabularySize = 3, Tied = true, Nonlinearity = Nonlinearity.Relu, Start = "a" }],
    ];

    [TestMethod]
    [DynamicData(nameof(Descriptions))]
    public void The_shapes_tell_the_rest(ModelDescription description)
    {
        WeightsFile file = new StateDict(Letters) { Cell = description.Cell == Cell.Jordan ? Cell.Jordan : null, Nonlinearity = description.Nonlinearity, Unit = description.Unit, Start = description.Start }.Load(Save(description));
        Assert.AreEqual(description with { Format = description.Cell == Cell.Jordan ? 2 : 1 }, file.Metadata.Description);
        Assert.AreEqual(0.5f, file.Weights["decoder.bias"].Data[0]);
    }

    [TestMethod]
    public void What_is_given_must_fit_the_shapes()
    {
        string path = Save((ModelDescription)Descriptions.First()[0]);
        AssertRefused(path, new StateDict(Letters) { Cell = Cell.Gru }, "tensor rnn.weight_hh_l0 has shape [16, 4], which is that of lstm; the cell is given as gru.");
        AssertRefused(path, new StateDict(Vocabulary.FromRunes("\nabc".EnumerateRunes())), "vocabulary_size is 3, but the vocabulary has 4 tokens.");
    }

    [TestMethod]
    [DataRow("z", "Start is 'z' (U+007A); must be a character of the vocabulary.")]
    [DataRow("ab", "Start is \"ab\"; must be exactly one character.")]
    [DataRow("", "Start is \"\"; must be exactly one character.")]
    public void A_start_that_is_not_one_character_of_the_vocabulary_is_the_callers_mistake(string start, string complaint)
    {
        string path = Save((ModelDescription)Descriptions.First()[0]);
        Assert.AreEqual(complaint, Assert.ThrowsExactly<InvalidOptionsException>(() => new StateDict(Letters) { Start = start }.Load(path)).Message);
    }

    [TestMethod]
    public void Tensors_that_are_no_character_model_are_refused()
    {
        AssertRefused(Write(("fc.weight", [2, 2])), new StateDict(Letters), "has no tensor rnn.weight_hh_l0; it has fc.weight.");
        AssertRefused(Write(("rnn.weight_hh_l0", [8])), new StateDict(Letters), "tensor rnn.weight_hh_l0 has shape [8]; must have 2 dimensions.");
        AssertRefused(Write(("rnn.weight_hh_l0", [8, 4])), new StateDict(Letters), "its rows must be 4 (LSTM), 3 (GRU) or 1 (RNN) times its columns.");
        AssertRefused(Write(("rnn.weight_hh_l0", [0, 0]), ("decoder.bias", [3])), new StateDict(Letters), "hidden_size is 0; must be from 1 to 8192");
    }

    [TestMethod]
    [DataRow(ModelTask.Tag, true, 2, "_reverse reads backwards.")]
    [DataRow(ModelTask.Classify, true, 0, "_reverse reads backwards.")]
    [DataRow(ModelTask.Tag, false, 2, "it reads 3 tokens and gives 5 scores.")]
    [DataRow(ModelTask.Classify, false, 0, "it reads 3 tokens and gives 5 scores.")]
    public void Weights_of_a_network_that_gives_labels_are_refused(ModelTask task, bool bidirectional, int embedding, string complaint)
    {
        ModelDescription description = new() { Task = task, LabelCount = 5, Bidirectional = bidirectional, Cell = Cell.Gru, Layers = 2, HiddenSize = 4, EmbeddingSize = embedding, VocabularySize = 3 };
        string path = Save(description);
        AssertRefused(path, new StateDict(Letters), "is not a network that predicts the next token, which is all that can be read from a file without a charrnn.description: ");
        AssertRefused(path, new StateDict(Letters), complaint);
    }

    [TestMethod]
    public void A_file_that_says_what_it_is_is_not_overruled()
    {
        string path = Save((ModelDescription)Descriptions.First()[0]);
        new StateDict(Letters).Load(path).Save(path);
        AssertRefused(path, new StateDict(Letters), "already holds a charrnn.description");
    }

    private static void AssertRefused(string path, StateDict bare, string complaint)
    {
        string message = Assert.ThrowsExactly<InvalidModelException>(() => bare.Load(path)).Message;
        StringAssert.StartsWith(message, path);
        StringAssert.Contains(message, complaint);
    }

    private string Save(ModelDescription description) => Write([.. Weights.Layout(description)]);

    private string Write(params (string Name, int[] Shape)[] tensors)
    {
        string path = folder.File("bare.safetensors");
        SafeTensors.Write(path, [new("format", "pt")], [.. tensors.Select(tensor =>
            new WeightTensor(tensor.Name, tensor.Shape, [.. Enumerable.Repeat(0.5f, tensor.Shape.Aggregate(1, (product, size) => product * size))]))]);
        return path;
    }
}
