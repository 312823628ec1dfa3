namespace CharRnn;

/// <summary>The meaning of a model's token ids in a text. Immutable, so all texts of a model share one instance.</summary>
internal sealed class TextRules
{
    private readonly string[] characters; // by id, so that drawing one allocates nothing

    /// <param name="description">The description of the model; its start character and unit are used.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    public TextRules(ModelDescription description, Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        StartId = vocabulary.FindId(description.Start)!.Value;
        LineEndId = description.FindLineEnd(vocabulary);
        characters = [.. Enumerable.Range(0, vocabulary.Size).Select(id => vocabulary.Decode([id]))];
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>Gets the id that precedes every text.</summary>
    public int StartId { get; }

    /// <summary>Gets the id after which the model continues from the zero state, or null for a stream.</summary>
    public int? LineEndId { get; }

    /// <summary>Gets whether a token is a byte of UTF-8 instead of a character.</summary>
    public bool IsBytes => Vocabulary.Tokenization == Tokenization.Bytes;

    /// <summary>Returns the character of a token.</summary>
    public string CharacterOf(int id) => characters[id];
}
