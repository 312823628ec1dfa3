namespace CharRnn;

/// <summary>What a model's token ids mean in a text. Immutable: all texts of a model share one.</summary>
internal sealed class TextRules
{
    private readonly string[] characters; // by id, so that drawing one allocates nothing

    /// <param name="description">Names the start character, and whether lines are texts of their own.</param>
    /// <param name="vocabulary">The tokens.</param>
    public TextRules(ModelDescription description, Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        StartId = vocabulary.FindId(description.Start)!.Value;
        LineEndId = description.FindLineEnd(vocabulary);
        characters = [.. Enumerable.Range(0, vocabulary.Size).Select(id => vocabulary.Decode([id]))];
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>The id that precedes every text.</summary>
    public int StartId { get; }

    /// <summary>The id after which the model starts anew from the zero state; null where a text is one stream.</summary>
    public int? LineEndId { get; }

    /// <summary>Whether a token is a byte of a character's UTF-8 form, instead of a character.</summary>
    public bool IsBytes => Vocabulary.Tokenization == Tokenization.Bytes;

    /// <summary>The character that a token is.</summary>
    public string CharacterOf(int id) => characters[id];
}
