namespace CharRnn.Core.Tests;

[TestClass]
public sealed class VocabularyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("""["\n","a","b"]""")]
    [DataRow("""{"b":2,"\n":0,"a":1}""")]
    [DataRow("""{"2":"b","0":"\n","1":"a"}""")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a","b"]}""")]
    public void A_vocabulary_is_read_from_any_of_four_forms(string json) =>
        CollectionAssert.AreEqual("\nab".EnumerateRunes().ToArray(), VocabularyFile.Load(WriteText(json)).Characters.ToArray());

    [TestMethod]
    [DataRow("""["b","\n","a","é"]""")]
    [DataRow("""{"é":3,"\n":1,"a":2,"b":0}""")]
    [DataRow("""{"tokenization":"runes","unknown":4,"symbols":["b","\n","a","é",""]}""")]
    public void Characters_keep_their_ids_in_any_order(string json)
    {
        Vocabulary vocabulary = VocabularyFile.Load(WriteText(json));
        CollectionAssert.AreEqual((int[])[2, 1, 0, 3], vocabulary.Encode("a\nbé", UnknownPolicy.Error).Ids);
        Assert.AreEqual("a\nbé", vocabulary.Decode([2, 1, 0, 3]));
        Assert.IsNull(vocabulary.FindId("c"));
        Assert.IsNull(vocabulary.FindId("😀"));
        CollectionAssert.AreEqual((string[])["b", "\n", "a", "é"], vocabulary.ToDocument().Symbols!.Take(4).ToArray());
    }

    [TestMethod]
    [DataRow("""["\n","ab"]""", "symbol 1 is 2 UTF-16 units; must be exactly one character.")]
    [DataRow("""["b","a","b"]""", "symbol 2, 'b' (U+0062), is symbol 0, too.")]
    [DataRow("""{"0":"a","1":"a"}""", "symbol 1, 'a' (U+0061), is symbol 0, too.")]
    [DataRow("""{"0":"a","2":"b"}""", "gives 'b' (U+0062) the id 2; must be a number from 0 to 1, each once.")]
    [DataRow("""{"0":["a"]}""", "gives '0' (U+0030) the id [\"a\"];")]
    [DataRow("""["a",1]""", "is not a vocabulary in JSON: ")]
    [DataRow("""["a",null]""", "symbol 1 is null; must be a text.")]
    [DataRow("""{"a":0,"b":0}""", "gives 'b' (U+0062) the id 0; must be a number from 0 to 1, each once.")]
    [DataRow("""{"a":0,"b":7}""", "gives 'b' (U+0062) the id 7; must be a number from 0 to 1, each once.")]
    [DataRow("""{"a":"x"}""", "gives 'x' (U+0078) the id a;")]
    [DataRow("""{"tokenization":"syllables"}""", "is not a vocabulary in JSON: ")]
    [DataRow("7", "holds Number; a vocabulary is an array of characters or an object.")]
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

    private string WriteText(string json)
    {
        string path = folder.File("vocabulary.json");
        File.WriteAllText(path, json);
        return path;
    }
}
