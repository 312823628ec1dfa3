using System.Globalization;
using System.Text.Json;

namespace CharRnn;

/// <summary>
/// Reads a vocabulary from a JSON file in one of these forms: the document <c>charrnn.vocabulary</c>; an array of characters by token id,
/// <c>["\n", " ", "a"]</c>; an object of token ids by character, <c>{"\n": 0, " ": 1, "a": 2}</c>, or of characters by token id,
/// <c>{"0": "\n", "1": " ", "2": "a"}</c>, as Python programs write it. The ids are kept, whatever the order of the characters.
/// </summary>
public static class VocabularyFile
{
    private const int MaximumLength = 16 * 1024 * 1024;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read, or has none of these forms.</exception>
    public static Vocabulary Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using JsonDocument json = ModelDocument.Parse(InputFile.Read(path, MaximumLength));
            return Vocabulary.FromDocument(ToDocument(json.RootElement, path), path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how System.Text.Json reports a lone surrogate, or an array or a number where a text should be.
            throw new InvalidModelException($"{path} is not a vocabulary in JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"Cannot read {path}: {exception.Message}", exception);
        }
    }

    private static VocabularyDocument ToDocument(JsonElement json, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                return new VocabularyDocument { Tokenization = Tokenization.Runes, Symbols = [.. json.EnumerateArray().Select(symbol => symbol.GetString()!)] };
            case JsonValueKind.Object when json.TryGetProperty("tokenization", out _):
                return ModelDocument.Read(json, ModelDocumentJson.Default.VocabularyDocument);
            case JsonValueKind.Object:
                return new VocabularyDocument { Tokenization = Tokenization.Runes, Symbols = ById(json, path) };
            default:
                throw new InvalidModelException($"{path} holds {json.ValueKind}; a vocabulary is an array of characters or an object.");
        }
    }

    private static string[] ById(JsonElement json, string path)
    {
        JsonProperty[] properties = [.. json.EnumerateObject()];
        string?[] symbols = new string?[properties.Length];
        foreach (JsonProperty property in properties)
        {
            (string symbol, string number) = property.Value.ValueKind == JsonValueKind.String
                ? (property.Value.GetString()!, property.Name)
                : (property.Name, property.Value.GetRawText());
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= symbols.Length || symbols[id] is not null)
            {
                throw new InvalidModelException($"{path} gives {CharacterName.Of(symbol)} the id {number}; must be a number from 0 to {symbols.Length - 1}, each once.");
            }

            symbols[id] = symbol;
        }

        return symbols!;
    }
}
