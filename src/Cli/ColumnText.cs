using Spectre.Console;

namespace CharRnn.Cli;

/// <summary>Prints rows in columns: a table on a terminal, aligned text elsewhere.</summary>
internal sealed class ColumnText(params string[] headers)
{
    private readonly List<string[]> rows = [];

    /// <summary>Gets the number of columns, from the first, that are aligned to the left. The others hold numbers. The default is 1.</summary>
    public int LeftAligned { get; init; } = 1;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One text for each column.</param>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>Prints the rows to standard output.</summary>
    public void Write()
    {
        if (Console.IsOutputRedirected)
        {
            WriteText(Console.Out);
        }
        else
        {
            WriteTable(AnsiConsole.Console);
        }
    }

    /// <summary>Prints the rows as text, two spaces between the columns.</summary>
    internal void WriteText(TextWriter output)
    {
        int[] widths = [.. headers.Select((header, column) => rows.Select(row => row[column].Length).Append(header.Length).Max())];
        foreach (string[] row in (IEnumerable<string[]>)[headers, .. rows])
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => IsLeft(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    private void WriteTable(IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Rounded };
        for (int column = 0; column < headers.Length; column++)
        {
            table.AddColumn(new TableColumn(new Text(headers[column])) { Alignment = IsLeft(column) ? Justify.Left : Justify.Right });
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(table);
    }

    private bool IsLeft(int column) => column < LeftAligned;
}
