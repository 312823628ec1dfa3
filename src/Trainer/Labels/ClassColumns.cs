using System.Text;

namespace CharRnn.Trainer;

/// <summary>A tab-separated text as the lines of one column and the class of each, from another column.</summary>
/// <param name="Text">The lines of the text.</param>
/// <param name="Classes">The class of each line.</param>
internal sealed record ClassColumns(CorpusText Text, IReadOnlyList<string> Classes)
{
    private const int MaximumClasses = 10_000;

    /// <summary>Splits a text. Every line must have both columns.</summary>
    /// <param name="text">The text, with normalized line ends.</param>
    /// <param name="options">The options; the two columns are used.</param>
    /// <exception cref="InvalidTextException">A line lacks a column, has an empty text or class, or is of one class too many.</exception>
    public static ClassColumns Split(CorpusText text, CorpusOptions options)
    {
        int classColumn = options.ClassColumn!.Value;
        int textColumn = options.TextColumnOrDefault;
        Dictionary<string, string> found = []; // each class once
        List<string> classes = [];
        using MemoryStream lines = new(text.Utf8.Length);
        ReadOnlySpan<byte> rest = text.Utf8.Span;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 1)..];
            lines.Write(Column(line, textColumn, "text"));
            lines.WriteByte((byte)'\n');
            string name = Encoding.UTF8.GetString(Column(line, classColumn, "class"));
            if (found.TryAdd(name, name))
            {
                CheckClass(name);
            }

            classes.Add(found[name]);
        }

        return new ClassColumns(text with { Utf8 = lines.ToArray() }, classes);

        ReadOnlySpan<byte> Column(ReadOnlySpan<byte> line, int number, string purpose)
        {
            ReadOnlySpan<byte> after = line;
            for (int column = 1; column < number; column++)
            {
                int tab = after.IndexOf((byte)'\t');
                after = tab >= 0 ? after[(tab + 1)..] : throw Bad($"has no column {number} (the {purpose}); tabs separate columns, and it has {column}");
            }

            int length = after.IndexOf((byte)'\t') is var next and >= 0 ? next : after.Length;
            return length > 0 ? after[..length] : throw Bad($"has an empty {purpose} in column {number}");
        }

        void CheckClass(string name)
        {
            if (name.Length > ModelMetadata.MaximumLabelLength)
            {
                throw Bad($"has a class of {name.Length} characters in column {classColumn}; at most {ModelMetadata.MaximumLabelLength} are allowed");
            }

            if (found.Count > MaximumClasses)
            {
                throw Bad($"has one class more than {MaximumClasses}, the most; column {classColumn} must have classes that many lines share");
            }
        }

        InvalidTextException Bad(string problem) => new($"Line {classes.Count + 1} of the corpus {text.Name} {problem}.");
    }

    /// <summary>Gives each token of a line the label of the line.</summary>
    /// <param name="ids">The text as token ids.</param>
    /// <param name="newlineId">The id of the newline.</param>
    /// <param name="names">The names of the labels.</param>
    public IdSequence Label(IdSequence ids, int newlineId, IReadOnlyList<string> names)
    {
        Dictionary<string, int> idByName = names.Select((name, id) => (name, id)).ToDictionary(each => each.name, each => each.id);
        int[] labels = new int[ids.Length];
        int start = 0;
        foreach (string name in Classes)
        {
            int end = ids.IndexOf(newlineId, start) + 1;
            labels.AsSpan(start..end).Fill(idByName[name]);
            start = end;
        }

        return ids.WithLabels(IdSequence.Of(labels, names.Count));
    }
}
