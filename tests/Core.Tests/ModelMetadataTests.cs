namespace CharRnn.Core.Tests;

[TestClass]
public sealed class ModelMetadataTests
{
    private const string Description =
        """{"format":1,"cell":"lstm","layers":2,"hidden_size":256,"embedding_size":64,"vocabulary_size":3,"tied":false,"nonlinearity":"tanh","unit":"stream","start":"\n","precision":"fp32"}""";

    private const string SymbolsOfThree = """{"tokenization":"runes","unknown":null,"symbols":["\n"," ","a"]}""";

    [TestMethod]
    public void Documents_are_written_as_the_contract_has_them()
    {
        ModelMetadata metadata = Read(Description, SymbolsOfThree);
        Dictionary<string, string> written = metadata.ToDocuments().ToDictionary();
        Assert.AreEqual(Description, written[ModelMetadata.DescriptionKey]);
        Assert.AreEqual(SymbolsOfThree, written[ModelMetadata.VocabularyKey]);
    }

    [TestMethod]
    public void A_vocabulary_of_bytes_is_written_as_the_contract_has_it()
    {
        ModelMetadata metadata = Read(Description.Replace(":3,", ":256,", StringComparison.Ordinal), """{"tokenization":"bytes"}""");
        Assert.AreSame(Vocabulary.Bytes, metadata.Vocabulary);
        StringAssert.StartsWith(metadata.ToDocuments().ToDictionary()[ModelMetadata.VocabularyKey], """{"tokenization":"bytes""");
    }

    [TestMethod]
    public void An_unknown_symbol_survives()
    {
        ModelMetadata metadata = Read(Description, """{"tokenization":"runes","unknown":2,"symbols":["\n"," ",""]}""");
        Assert.AreEqual(2, metadata.Vocabulary.UnknownId);
        Assert.AreEqual(2, Read(Description, metadata.ToDocuments().ToDictionary()[ModelMetadata.VocabularyKey]).Vocabulary.UnknownId);
    }

    [TestMethod]
    public void Fields_of_a_later_version_are_kept()
    {
        ModelMetadata metadata = Read(Description.Replace("{", """{"later":[1,2],""", StringComparison.Ordinal), SymbolsOfThree);
        StringAssert.Contains(metadata.ToDocuments().ToDictionary()[ModelMetadata.DescriptionKey], "\"later\":[1,2]");
    }

    [TestMethod]
    [DataRow("\"layers\":2", "\"layers\":0", "layers is 0; must be from 1 to 8")]
    [DataRow("\"layers\":2", "\"layers\":9", "layers is 9; must be from 1 to 8")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":-1", "hidden_size is -1; must be from 1 to 8192")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":99999999999", "hidden_size is 99999999999; must be a whole number of 32 bits.")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":\"256\"", "hidden_size is \"256\"; must be a whole number of 32 bits.")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":256,\"hidden_size\":256", "bad charrnn.description")]
    [DataRow("\"tied\":false", "\"tied\":1", "tied is 1; must be true or false.")]
    [DataRow("\"vocabulary_size\":3", "\"vocabulary_size\":4", "vocabulary_size is 4, but the vocabulary has 3 symbols")]
    [DataRow("\"start\":\"\\n\"", "\"start\":\"b\"", "the start character 'b' (U+0062) is not in the vocabulary")]
    [DataRow("\"start\":\"\\n\"", "\"start\":\"ab\"", "start is 2 UTF-16 units; must be exactly one character")]
    [DataRow("\"start\":\"\\n\"", "\"start\":\"\\ud800\"", "charrnn.description")]
    [DataRow("\"cell\":\"lstm\"", "\"cell\":\"transformer\"", "\"transformer\" is not one of lstm, gru, rnn")]
    [DataRow("\"cell\":\"lstm\",", "", "cell")]
    [DataRow("\"tied\":false", "\"tied\":true", "tied needs embedding_size equal to hidden_size; they are 64 and 256")]
    [DataRow("\"format\":1", "\"format\":2", "has format 2; this version of CharRnn reads up to format 1. Use a newer CharRnn.")]
    [DataRow("\"format\":1", "\"format\":0", "has format 0; the first format is 1.")]
    [DataRow("\"format\":1,", "", "format")]
    [DataRow("{", "", "bad charrnn.description")]
    public void A_bad_description_is_refused(string original, string replacement, string expected) =>
        AssertRefused(Description.Replace(original, replacement, StringComparison.Ordinal), SymbolsOfThree, expected);

    [TestMethod]
    [DataRow("""{"tokenization":"runes","unknown":null}""", "a vocabulary of runes needs symbols")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a"," "]}""", "symbol 2, ' ' (U+0020), is not after symbol 1 by code point")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a","a"]}""", "symbol 2, 'a' (U+0061), is not after symbol 1 by code point")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","ab","c"]}""", "symbol 1 is 2 UTF-16 units; must be exactly one character")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a",null]}""", "symbol 2 is null; must be a text.")]
    [DataRow("""{"tokenization":"runes","unknown":0,"symbols":["","a","b"]}""", "unknown is 0; where there is an unknown symbol it is the last, an empty text")]
    [DataRow("""{"tokenization":"runes","unknown":-5,"symbols":["\n","a","b"]}""", "unknown is -5")]
    [DataRow("""{"tokenization":"bytes","symbols":["a"]}""", "a vocabulary of bytes has neither symbols nor an unknown symbol")]
    [DataRow("""{"tokenization":"words"}""", "\"words\" is not one of runes, bytes")]
    [DataRow("""[]""", "bad charrnn.vocabulary: it is []; must be an object.")]
    [DataRow("""null""", "bad charrnn.vocabulary")]
    public void A_bad_vocabulary_is_refused(string vocabulary, string expected) => AssertRefused(Description, vocabulary, expected);

    [TestMethod]
    public void A_missing_document_is_refused_by_name()
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() =>
            ModelMetadata.FromDocuments(new Dictionary<string, string> { [ModelMetadata.DescriptionKey] = Description }, "m.onnx"));
        Assert.AreEqual("m.onnx has no charrnn.vocabulary in its metadata, so it is not a file that CharRnn wrote.", exception.Message);
    }

    [TestMethod]
    public void Earlier_trainings_survive_and_are_checked()
    {
        Dictionary<string, string> documents = Read(Description, SymbolsOfThree).ToDocuments().ToDictionary();
        Assert.DoesNotContain("earlier", documents[ModelMetadata.TrainingKey]);
        documents[ModelMetadata.TrainingKey] = """{"steps":2,"earlier_trainings":[{"corpus":"old"}]}""";
        ModelMetadata metadata = ModelMetadata.FromDocuments(ModelMetadata.FromDocuments(documents, "m.onnx").ToDocuments().ToDictionary(), "m.onnx");
        Assert.AreEqual("old", metadata.Training.EarlierTrainings!.Single().Corpus);

        documents[ModelMetadata.TrainingKey] = """{"earlier_trainings":[null]}""";
        Assert.AreEqual(
            "m.onnx has a bad charrnn.training: earlier_trainings holds null; must hold objects.",
            Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(documents, "m.onnx")).Message);
    }

    private static ModelMetadata Read(string description, string vocabulary) => ModelMetadata.FromDocuments(
        new Dictionary<string, string> { [ModelMetadata.DescriptionKey] = description, [ModelMetadata.VocabularyKey] = vocabulary }, "m.onnx");

    private static void AssertRefused(string description, string vocabulary, string expected)
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => Read(description, vocabulary));
        StringAssert.StartsWith(exception.Message, "m.onnx ");
        StringAssert.Contains(exception.Message, expected);
    }
}
