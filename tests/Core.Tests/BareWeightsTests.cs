namespace CharRnn.Core.Tests;

[TestClass]
public sealed class BareWeightsTests : IDisposable
{
    private static readonly Vocabulary Letters = Vocabulary.FromRunes("\nab".EnumerateRunes());

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<object[]> Descriptions =>
    [
        [new ModelDescription { Cell = Cell.Lstm, Layers = 2, HiddenSize = 4, EmbeddingSize = 2, VocabularySize = 3 }],
        [new ModelDescription { Cell = Cell.Gru, Layers = 1, HiddenSize = 5, EmbeddingSize = 0, VocabularySize = 3, Unit = TextUnit.Line }],
        [new ModelDescription { Cell = Cell.Rnn, Layers = 3, HiddenSize = 4, EmbeddingSize = 4, VocabularySize = 3, Tied = true, Nonlinearity = Nonlinearity.Relu, Start = "a" }],
    ];

    [TestMethod]
    [DynamicData(nameof(Descriptions))]
    public void The_shapes_tell_the_rest(ModelDescription description)
    {
        WeightsFile file = new BareWeights(Letters) { Nonlinearity = description.Nonlinearity, Unit = description.Unit, Start = description.Start }.Load(Save(description));
        Assert.AreEqual(description, file.Metadata.Description);
        Assert.AreEqual(0.5f, file.Weights["decoder.bias"].Data[0]);
    }

    [TestMethod]
    public void What_is_given_must_fit_the_shapes()
    {
        string path = Save((ModelDescription)Descriptions.First()[0]);
        AssertRefused(path, new BareWeights(Letters) { Cell = Cell.Gru }, "tensor rnn.weight_hh_l0 has shape [16, 4], that of Lstm; the cell is given as Gru.");
        AssertRefused(path, new BareWeights(Vocabulary.FromRunes("\nabc".EnumerateRunes())), "vocabulary_size is 3, but the vocabulary has 4 symbols.");
        AssertRefused(path, new BareWeights(Letters) { Start = "z" }, "the start character 'z' (U+007A) is not in the vocabulary.");
    }

    [TestMethod]
    public void Tensors_that_are_no_character_model_are_refused()
    {
        AssertRefused(Write(("fc.weight", [2, 2])), new BareWeights(Letters), "has no tensor rnn.weight_hh_l0; it has fc.weight.");
        AssertRefused(Write(("rnn.weight_hh_l0", [8])), new BareWeights(Letters), "tensor rnn.weight_hh_l0 has shape [8]; must have 2 dimensions.");
        AssertRefused(Write(("rnn.weight_hh_l0", [8, 4])), new BareWeights(Letters), "its rows must be 4 (LSTM), 3 (GRU) or 1 (RNN) times its columns.");
        AssertRefused(Write(("rnn.weight_hh_l0", [0, 0]), ("decoder.bias", [3])), new BareWeights(Letters), "hidden_size is 0; must be from 1 to 8192");
    }

    [TestMethod]
    public void A_file_that_says_what_it_is_is_not_overruled()
    {
        string path = Save((ModelDescription)Descriptions.First()[0]);
        new BareWeights(Letters).Load(path).Save(path);
        AssertRefused(path, new BareWeights(Letters), "says itself what it is");
    }

    [TestMethod]
    [DataRow("""["\n","a","b"]""")]
    [DataRow("""{"b":2,"\n":0,"a":1}""")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a","b"]}""")]
    public void A_vocabulary_is_read_from_any_of_three_forms(string json) =>
        CollectionAssert.AreEqual(Letters.Symbols.ToArray(), VocabularyFile.Load(WriteText(json)).Symbols.ToArray());

    [TestMethod]
    [DataRow("""["\n","ab"]""", "symbol 1 is 2 UTF-16 units; must be exactly one character.")]
    [DataRow("""["b","a"]""", "symbol 1, 'a' (U+0061), is not after symbol 0 by code point.")]
    [DataRow("""["a",1]""", "is not a vocabulary in JSON: ")]
    [DataRow("""["a",null]""", "symbol 1 is null.")]
    [DataRow("""{"a":0,"b":0}""", "gives 'b' (U+0062) the id 0; must be a number from 0 to 1, each once.")]
    [DataRow("""{"a":0,"b":7}""", "gives 'b' (U+0062) the id 7; must be a number from 0 to 1, each once.")]
    [DataRow("""{"a":"x"}""", "gives 'a' (U+0061) the id x;")]
    [DataRow("""{"tokenization":"words"}""", "is not a vocabulary in JSON: ")]
    [DataRow("7", "holds Number; a vocabulary is an array of symbols or an object.")]
    [DataRow("[", "is not a vocabulary in JSON: ")]
    public void A_bad_vocabulary_is_refused(string json, string complaint)
    {
        string path = WriteText(json);
        string message = Assert.ThrowsExactly<InvalidModelException>(() => VocabularyFile.Load(path)).Message;
        StringAssert.StartsWith(message, path);
        StringAssert.Contains(message, complaint);
    }

    [TestMethod]
    public void A_missing_vocabulary_is_refused() =>
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(() => VocabularyFile.Load(folder.File("none.json"))).Message, "Cannot read ");

    private static void AssertRefused(string path, BareWeights bare, string complaint)
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

    private string WriteText(string json)
    {
        string path = folder.File("vocabulary.json");
        File.WriteAllText(path, json);
        return path;
    }
}
