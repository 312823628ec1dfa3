using System.Text;
using System.Text.Json;

/// <summary>What a host needs to know of a CharRnn model, out of the JSON file that lies beside the ONNX file.</summary>
internal sealed class ModelFile
{
    private readonly Dictionary<Rune, long> ids;

    public ModelFile(string onnxPath)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(onnxPath, ".json")));
        JsonElement description = json.RootElement.GetProperty("charrnn.description");
        JsonElement vocabulary = json.RootElement.GetProperty("charrnn.vocabulary");
        if (vocabulary.GetProperty("tokenization").GetString() != "runes" || description.GetProperty("unit").GetString() != "stream")
        {
            throw new NotSupportedException("This sample is for models of runes and of running text.");
        }

        Layers = description.GetProperty("layers").GetInt32();
        HiddenSize = description.GetProperty("hidden_size").GetInt32();
        VocabularySize = description.GetProperty("vocabulary_size").GetInt32();
        States = description.GetProperty("cell").GetString() == "lstm" ? ["h_in", "c_in"] : ["h_in"];
        ids = vocabulary.GetProperty("symbols").EnumerateArray()
            .Select((symbol, id) => (Symbol: symbol.GetString()!, Id: (long)id))
            .Where(symbol => symbol.Symbol != "") // the unknown token
            .ToDictionary(symbol => Rune.GetRuneAt(symbol.Symbol, 0), symbol => symbol.Id);
        StartId = ids[Rune.GetRuneAt(description.GetProperty("start").GetString()!, 0)];
    }

    public int Layers { get; }

    public int HiddenSize { get; }

    public int VocabularySize { get; }

    public IReadOnlyList<string> States { get; }

    public long StartId { get; }

    public long? Find(Rune character) => ids.TryGetValue(character, out long id) ? id : null;
}
