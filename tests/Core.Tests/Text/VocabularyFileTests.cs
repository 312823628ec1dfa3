namespace CharRnn.Core.Tests;

[TestClass]
public sealed class VocabularyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [DataRow("""["\n","a","b"]""")]
    [DataRow("""{"b":2,"\n":0,"a":1}""")]
    [DataRow("""{"tokenization":"runes","symbols":["\n","a","b"]}""")]
    public void A_vocabulary_is_read_from_any_of_three_forms(string json) =>
        CollectionAssert.AreEqual("\nab".EnumerateRunes().ToArray(), VocabularyFile.Load(WriteText(json)).Characters.ToArray());

    [TestMethod]
    [DataRow("""["\n","ab"]""", "symbol 1 is 2 UTF-16 units; must be exactly one character.")]
    [DataRow("""["b","a"]""", "symbol 1, 'a' (U+0061), is not after symbol 0 by code point.")]
    [DataRow("""["a",1]""", "is not a vocabulary in JSON: ")]
    [DataRow("""["a",null]""", "symbol 1 is null; must be a text.")]
    [DataRow("""{"a":0,"b":0}""", "gives 'b' (U+0062) the id 0; must be a number from 0 to 1, each once.")]
    [DataRow("""{"a":0,"b":7}""", "gives 'b' (U+0062) the id 7; must be a number from 0 to 1, each once.")]
    [DataRow("""{"a":"x"}""", "gives 'a' (U+0061) the id x;")]
    [DataRow("""{"tokenization":"words"}""", "is not a vocabulary in JSON: ")]
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
