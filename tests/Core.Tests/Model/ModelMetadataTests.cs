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
    public void An_unknown_token_survives()
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
    [DataRow(Cell.Lstm, 1)]
    [DataRow(Cell.Gru, 1)]
    [DataRow(Cell.Rnn, 1)]
    [DataRow(Cell.Jordan, 2)]
    public void A_model_is_of_the_oldest_format_that_has_its_cell(Cell cell, int format)
    {
        ModelDescription description = new() { Cell = cell, Layers = 1, HiddenSize = 3, EmbeddingSize = 2, VocabularySize = 4 };
        Vocabulary vocabulary = Vocabulary.FromRunes("\nabc".EnumerateRunes());
        Assert.AreEqual(format, new ModelMetadata(description, vocabulary, new TrainingRecord()).Description.Format);
        Assert.AreEqual(2, new ModelMetadata(description with { Format = 2 }, vocabulary, new TrainingRecord()).Description.Format);
    }

    [TestMethod]
    [DataRow("\"layers\":2", "\"layers\":0", "layers is 0; must be from 1 to 8")]
    [DataRow("\"layers\":2", "\"layers\":9", "layers is 9; must be from 1 to 8")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":-1", "hidden_size is -1; must be from 1 to 8192")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":99999999999", "hidden_size is 99999999999; must be a whole number of 32 bits.")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":\"256\"", "hidden_size is \"256\"; must be a whole number of 32 bits.")]
    [DataRow("\"hidden_size\":256", "\"hidden_size\":256,\"hidden_size\":256", "bad charrnn.description")]
    [DataRow("\"tied\":false", "\"tied\":1", "tied is 1; must be true or false.")]
    [DataRow("\"vocabulary_size\":3", "\"vocabulary_size\":4", "vocabulary_size is 4, but the vocabulary has 3 tokens")]
    [DataRow("\"start\":\"\\n\"", "\"start\":\"b\"", "the start character 'b' (U+0062) is not in the vocabulary")]
    [DataRow("\"start\":\"\\n\"", "\"start\":\"ab\"", "start is 2 UTF-16 units; must be exactly one character")]
    [DataRow("\"start\":\"\\n\"", "\"start\":\"\\ud800\"", "charrnn.description")]
    [DataRow("\"cell\":\"lstm\"", "\"cell\":\"transformer\"", "cell is \"transformer\"; must be one of lstm, gru, rnn, jordan.")]
    [DataRow("\"cell\":\"lstm\"", "\"cell\":1", "cell is 1; must be one of lstm, gru, rnn, jordan.")]
    [DataRow("\"cell\":\"lstm\"", "\"cell\":\"1\"", "cell is \"1\"; must be one of lstm, gru, rnn, jordan.")]
    [DataRow("\"cell\":\"lstm\"", "\"cell\":\"gru,rnn\"", "cell is \"gru,rnn\"; must be one of lstm, gru, rnn, jordan.")]
    [DataRow("\"cell\":\"lstm\",", "", "it has no cell.")]
    [DataRow("\"cell\":\"lstm\"", "\"cell\":\"jordan\"", "layers is 2; must be 1 for a Jordan network")]
    [DataRow("\"tied\":false", "\"tied\":true", "tied needs embedding_size equal to hidden_size; they are 64 and 256")]
    [DataRow("\"format\":1", "\"format\":3", "has format 3; this version of CharRnn reads up to format 2. Use a newer CharRnn.")]
    [DataRow("\"format\":1", "\"format\":0", "has format 0; the first format is 1.")]
    [DataRow("\"format\":1,", "", "it has no format.")]
    [DataRow("{", "{\"task\":\"dance\",", "task is \"dance\"; must be one of text, answer, tag, classify, encode.")]
    [DataRow("{", "{\"label_count\":2,", "label_count is 2; must be 0")]
    [DataRow("{", "{\"task\":\"tag\",", "label_count is 0; must be from 2 to 65536")]
    [DataRow("{", "{\"task\":\"tag\",\"label_count\":2,", "label_count is 2, but there are 0 labels")]
    [DataRow("{", "{\"task\":\"answer\",", "answer_after is missing and task is answer; a model that answers has it, and no other")]
    [DataRow("{", "{\"answer_after\":\" \",", "answer_after is given and task is text")]
    [DataRow("{", "{\"task\":\"answer\",\"answer_after\":\" \",", "unit is stream; must be line if task is answer")]
    [DataRow("{", "{\"task\":\"answer\",\"answer_after\":\"\",", "answer_after is \"\"; must be 1 to 64 UTF-16 units without a line end")]
    [DataRow("{", "{\"task\":\"answer\",\"answer_after\":\"a\\n\",", "answer_after is \"a\\n\"; must be 1 to 64 UTF-16 units without a line end")]
    [DataRow("{", "{\"task\":\"answer\",\"answer_after\":\"=\",", "answer_after, \"=\", has a character that is not in the vocabulary")]
    [DataRow("{", "{\"reverse_question\":true,", "reverse_question is true; must be false if task is text")]
    [DataRow("{", "{\"encoder\":true,", "encoder is true; must be false if task is text")]
    [DataRow("{", "{\"encoder_sha256\":\"12\",", "encoder_sha256 is not the SHA-256 of an encoder's file")]
    [DataRow("{", "", "bad charrnn.description")]
    public void A_bad_description_is_refused(string original, string replacement, string expected) =>
        AssertRefused(Description.Replace(original, replacement, StringComparison.Ordinal), SymbolsOfThree, expected);

    [TestMethod]
    [DataRow("""{"tokenization":"runes","unknown":null}""", "a vocabulary of runes needs symbols")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a","a"]}""", "symbol 2, 'a' (U+0061), is symbol 1, too")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","ab","c"]}""", "symbol 1 is 2 UTF-16 units; must be exactly one character")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a",null]}""", "symbol 2 is null; must be a text.")]
    [DataRow("""{"tokenization":"runes","unknown":0,"symbols":["","a","b"]}""", "unknown is 0; the unknown token must be the last symbol, an empty text")]
    [DataRow("""{"tokenization":"runes","unknown":-5,"symbols":["\n","a","b"]}""", "unknown is -5")]
    [DataRow("""{"tokenization":"bytes","symbols":["a"]}""", "a vocabulary of bytes has neither symbols nor an unknown token")]
    [DataRow("""{"tokenization":"syllables"}""", "tokenization is \"syllables\"; must be one of runes, bytes, words.")]
    [DataRow("""{"tokenization":"words"}""", "a vocabulary of words needs symbols.")]
    [DataRow("""{"tokenization":"words","symbols":["\n","two words",""],"unknown":2}""", "symbol 1, 'two words', is not one word.")]
    [DataRow("""{"tokenization":"words","symbols":["\n","","a"]}""", "symbol 1, '' (empty), is not one word.")]
    [DataRow("""{"tokenization":"words","symbols":["\n",null,"a"]}""", "symbol 1 is null; must be a text.")]
    [DataRow("""{"tokenization":"words","symbols":["\n","the","the"]}""", "symbol 2, 'the', is symbol 1, too.")]
    [DataRow("""{"tokenization":"words","symbols":["\n","the",""],"unknown":1}""", "unknown is 1; the unknown token must be the last symbol, an empty text.")]
    [DataRow("""{"tokenization":"runes","symbols":["\n",7,"a"]}""", "symbols[1] is 7; must be a text.")]
    [DataRow("""[]""", "bad charrnn.vocabulary: it is []; must be an object.")]
    [DataRow("""null""", "bad charrnn.vocabulary")]
    public void A_bad_vocabulary_is_refused(string vocabulary, string expected) => AssertRefused(Description, vocabulary, expected);

    [TestMethod]
    public void A_missing_document_is_refused_by_name()
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() =>
            ModelMetadata.FromDocuments(new Dictionary<string, string> { [ModelMetadata.DescriptionKey] = Description }, "m.onnx"));
        Assert.AreEqual("m.onnx has no charrnn.vocabulary in its metadata, so CharRnn did not write it.", exception.Message);
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
            "m.onnx has a bad charrnn.training: earlier_trainings[0] is null; must be an object.",
            Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(documents, "m.onnx")).Message);
    }

    [TestMethod]
    [DataRow("""{"steps":1.5}""", "steps is 1.5; must be a whole number of 64 bits.")]
    [DataRow("""{"seed":-1}""", "seed is -1; must be a whole number of 64 bits.")]
    [DataRow("""{"corpus":["a"]}""", "corpus is [\"a\"]; must be a text.")]
    [DataRow("""{"train_loss_nats":1e999}""", "must be a finite number")]
    [DataRow("""{"earlier_trainings":[{},{"steps":"many"}]}""", "steps is \"many\"; must be a whole number of 64 bits.")]
    [DataRow("""{"earlier_trainings":{}}""", "earlier_trainings is {}; must be an array.")]
    public void A_bad_training_record_is_refused(string training, string expected)
    {
        Dictionary<string, string> documents = Read(Description, SymbolsOfThree).ToDocuments().ToDictionary();
        documents[ModelMetadata.TrainingKey] = training;
        string message = Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(documents, "m.onnx")).Message;
        StringAssert.StartsWith(message, "m.onnx has a bad charrnn.training: ");
        StringAssert.Contains(message, expected);
    }

    [TestMethod]
    public void A_model_of_labels_has_them_and_a_format_that_earlier_versions_refuse()
    {
        Dictionary<string, string> documents = Classifier("""{"labels":["de","en"]}""");
        ModelMetadata metadata = ModelMetadata.FromDocuments(documents, "m.onnx");
        CollectionAssert.AreEqual((string[])["de", "en"], metadata.Labels.ToArray());
        Dictionary<string, string> written = metadata.ToDocuments().ToDictionary();
        Assert.AreEqual(documents[ModelMetadata.LabelsKey], written[ModelMetadata.LabelsKey]);
        StringAssert.StartsWith(written[ModelMetadata.DescriptionKey], """{"format":2,"task":"classify",""");
        Assert.AreEqual(2, metadata.Description.OutputSize);
    }

    [TestMethod]
    [DataRow("""{"labels":["de"]}""", "charrnn.description: label_count is 2, but there are 1 labels.")]
    [DataRow("""{"labels":["de","de"]}""", "charrnn.labels: label 1 is there twice.")]
    [DataRow("""{"labels":["de",""]}""", "charrnn.labels: label 1 has 0 characters; must have 1 to 200.")]
    [DataRow("""{"labels":["de",null]}""", "charrnn.labels: label 1 is null; must be a text.")]
    [DataRow("""{"labels":["de",7]}""", "charrnn.labels: labels[1] is 7; must be a text.")]
    [DataRow("""{}""", "charrnn.labels: it has no labels.")]
    public void Bad_labels_are_refused(string labels, string expected) => StringAssert.EndsWith(
        Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(Classifier(labels), "m.onnx")).Message, expected);

    [TestMethod]
    public void Whatever_meets_a_model_of_another_task_names_what_runs_it() => Assert.AreEqual(
        "languages is a model that labels whole texts; here one that predicts the next token is needed. To run it, use charrnn classify, or in code TextClassifier.",
        Assert.ThrowsExactly<InvalidModelException>(() => ModelMetadata.FromDocuments(Classifier("""{"labels":["de","en"]}"""), "m.onnx").Description.Require(ModelTask.Text, "languages")).Message);

    [TestMethod]
    public void A_field_with_a_default_may_be_missing()
    {
        ModelDescription description = Read("""{"format":1,"cell":"gru","layers":1,"hidden_size":4,"embedding_size":0,"vocabulary_size":3}""", SymbolsOfThree).Description;
        Assert.AreEqual(new ModelDescription { Cell = Cell.Gru, Layers = 1, HiddenSize = 4, EmbeddingSize = 0, VocabularySize = 3 }, description);
        Assert.AreEqual("\n", description.Start);
    }

    [TestMethod]
    public void A_document_nested_beyond_all_bounds_is_refused() => AssertRefused(
        Description.Replace("{", "{\"later\":" + new string('[', 100_000) + new string(']', 100_000) + ",", StringComparison.Ordinal), SymbolsOfThree, "bad charrnn.description");

    private static Dictionary<string, string> Classifier(string labels) => new()
    {
        [ModelMetadata.DescriptionKey] = Description.Replace("{", """{"task":"classify","label_count":2,""", StringComparison.Ordinal),
        [ModelMetadata.VocabularyKey] = SymbolsOfThree,
        [ModelMetadata.LabelsKey] = labels,
    };

    private static ModelMetadata Read(string description, string vocabulary) => ModelMetadata.FromDocuments(
        new Dictionary<string, string> { [ModelMetadata.DescriptionKey] = description, [ModelMetadata.VocabularyKey] = vocabulary }, "m.onnx");

    private static void AssertRefused(string description, string vocabulary, string expected)
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => Read(description, vocabulary));
        StringAssert.StartsWith(exception.Message, "m.onnx ");
        StringAssert.Contains(exception.Message, expected);
    }
}
