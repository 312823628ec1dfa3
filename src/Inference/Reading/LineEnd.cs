namespace CharRnn.Inference;

/// <summary>The newline that is scored after each text, or none.</summary>
internal sealed class LineEnd
{
    private readonly int? id;

    /// <param name="model">The model.</param>
    /// <param name="include">Whether the end is scored; null is for line models only.</param>
    /// <exception cref="InvalidOptionsException">The end is asked for and the model has no newline.</exception>
    public LineEnd(CharRnnModel model, bool? include)
    {
        if (include ?? model.Description.Unit == TextUnit.Line)
        {
            id = model.Vocabulary.FindId("\n")
                ?? throw new InvalidOptionsException("IncludeEnd is true; must be false, because the model's vocabulary has no newline");
        }
    }

    public bool IsIncluded => id is not null;

    /// <summary>Returns the id of the end of a text. An empty text has no token, not even an end.</summary>
    public int? IdAfter(int characters) => characters > 0 ? id : null;
}
