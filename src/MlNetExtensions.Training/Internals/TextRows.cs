using System.Text;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions.Training.Internals;

/// <summary>The texts of a column, read once and kept as UTF-8 in one buffer. Empty texts are left out: there is nothing in them to learn.</summary>
internal sealed class TextRows
{
    // A lone surrogate is left out of what is learned: no model has it in its vocabulary.
    private static readonly Encoding Utf8 = Encoding.GetEncoding("utf-8", new EncoderReplacementFallback(""), DecoderFallback.ReplacementFallback);

    private readonly string column;
    private readonly Dictionary<int, string> withLoneSurrogates = []; // by index, as they came
    private readonly List<int> ends = []; // of each text, in the buffer
    private byte[] utf8 = new byte[1 << 16];

    private TextRows(string column) => this.column = column;

    /// <summary>The number of texts that are not empty.</summary>
    public int Count => ends.Count;

    /// <summary>What is learned of a text, as UTF-8.</summary>
    public ReadOnlySpan<byte> this[int index] => utf8.AsSpan(Start(index)..ends[index]);

    /// <summary>Reads a column.</summary>
    /// <param name="input">The data.</param>
    /// <param name="column">A column of texts.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    /// <exception cref="InvalidTextException">A text has a line break, or the texts have more than 2 GB.</exception>
    public static TextRows Read(IDataView input, DataViewSchema.Column column, CancellationToken cancellation)
    {
        TextRows rows = new(column.Name);
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        ValueGetter<ReadOnlyMemory<char>> getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            getText(ref text);
            rows.Add(text.Span, cursor.Position);
        }

        return rows;
    }

    /// <summary>Whether all texts are the same one.</summary>
    public bool AreEqual() => Enumerable.Range(0, Count).All(index => this[index].SequenceEqual(this[0]));

    /// <summary>Returns a text as it came.</summary>
    public string TextOf(int index) => withLoneSurrogates.GetValueOrDefault(index) ?? Encoding.UTF8.GetString(this[index]);

    /// <summary>Returns the beginnings of texts as lines of UTF-8.</summary>
    /// <param name="indexes">The texts, in the order of the lines.</param>
    /// <param name="maximumLength">The number of characters after which a text is cut.</param>
    public byte[] ToLines(ReadOnlySpan<int> indexes, int maximumLength)
    {
        using MemoryStream lines = new();
        foreach (int index in indexes)
        {
            ReadOnlySpan<byte> text = this[index];
            lines.Write(text[..Utf8Cut.LengthOf(text, maximumLength)]);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    /// <summary>Counts the texts with more characters.</summary>
    public int CountLonger(ReadOnlySpan<int> indexes, int maximumLength)
    {
        int count = 0;
        foreach (int index in indexes)
        {
            count += Utf8Cut.LengthOf(this[index], maximumLength) < this[index].Length ? 1 : 0;
        }

        return count;
    }

    private int Start(int index) => index == 0 ? 0 : ends[index - 1];

    private void Add(ReadOnlySpan<char> text, long row)
    {
        int length = Utf8.GetByteCount(text);
        if (length == 0)
        {
            return;
        }

        if (text.ContainsAny('\n', '\r'))
        {
            throw new InvalidTextException($"Column '{column}', row {row}: the text has a line break; a text must be one line. Replace line breaks, for example with spaces.");
        }

        int start = Start(Count);
        long needed = start + (long)length;
        if (needed > Array.MaxLength)
        {
            throw new InvalidTextException($"Column '{column}', row {row}: the texts up to here have more than 2 GB. Take fewer rows, for example by TakeRows.");
        }

        if (needed > utf8.Length)
        {
            Array.Resize(ref utf8, (int)Math.Max(needed, Math.Min(2L * utf8.Length, Array.MaxLength)));
        }

        if (length != Encoding.UTF8.GetByteCount(text))
        {
            withLoneSurrogates[Count] = text.ToString();
        }

        ends.Add(start + Utf8.GetBytes(text, utf8.AsSpan(start)));
    }
}
