using System.Text;
using System.Xml.Linq;

namespace CharRnn.Reports;

/// <summary>Draws some lines of the text, coloured by a cell, with the guesses under each character: for papers and slides.</summary>
internal sealed class PassagePicture
{
    private const int Columns = 72, MaximumRows = 8;
    private const double CellWidth = 13, CharacterHeight = 20, GuessHeight = 12, Gap = 10, Margin = 16, Top = 40;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly (int R, int G, int B) Minus = (0x5b, 0x98, 0xff), Zero = (255, 255, 255), Plus = (0x6f, 0xd3, 0x6b), Guess = (0xff, 0xae, 0x42);

    private readonly Visualization visualization;
    private readonly TextReading reading;
    private readonly List<XElement> elements = [];

    private PassagePicture(Visualization visualization) => (this.visualization, reading) = (visualization, visualization.Checkpoints[^1].Reading);

    private static double RowHeight => CharacterHeight + (TextReading.Guesses * GuessHeight) + Gap;

    /// <exception cref="InvalidOptionsException">The text has no such character.</exception>
    public static XElement Draw(Visualization visualization, int start)
    {
        if (start < 1 || start > visualization.Characters)
        {
            throw new InvalidOptionsException($"The passage begins at character {start}; must be from 1 to {visualization.Characters}, the characters shown");
        }

        PassagePicture picture = new(visualization);
        int rows = picture.DrawRows(start - 1);
        string title = $"Cell {visualization.NameOf(visualization.FirstCell)} of {VisibleText.Line(visualization.Title, 60)}";
        (double width, double height) = ((2 * Margin) + (Columns * CellWidth), Top + (rows * RowHeight) + Margin);
        return new XElement(
            Svg + "svg",
            new XAttribute("class", OwnOutput.PictureClass),
            new XAttribute("viewBox", $"0 0 {Figure.Pixel(width)} {Figure.Pixel(height)}"),
            new XAttribute("width", Figure.Pixel(width)),
            new XAttribute("height", Figure.Pixel(height)),
            new XAttribute("role", "img"),
            new XAttribute("font-family", "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace"),
            new XAttribute("text-anchor", "middle"),
            new XAttribute("fill", "#16202e"),
            new XElement(Svg + "title", title),
            Box(0, 0, width, height, Zero),
            new XElement(
                Svg + "text", new XAttribute("x", Margin), new XAttribute("y", 26), new XAttribute("font-size", 14), new XAttribute("text-anchor", "start"),
                title + ": blue is −1, white 0, green +1; below, the likeliest next characters"),
            picture.elements);
    }

    private int DrawRows(int position)
    {
        (int row, int column) = (0, 0);
        for (; row < MaximumRows && position < visualization.Characters; position++)
        {
            DrawCharacter(position, Margin + (column * CellWidth), Top + (row * RowHeight));
            (row, column) = EndsRow(position, column + 1) ? (row + 1, 0) : (row, column + 1);
        }

        return column > 0 ? row + 1 : row;
    }

    // Empty lines take no rows, and a newline may stand behind the end of one.
    private bool EndsRow(int position, int length)
    {
        bool newlineFollows = IsNewline(position + 1);
        return (IsNewline(position) && !newlineFollows) || length > Columns || (length == Columns && !newlineFollows);
    }

    private bool IsNewline(int position) => position < visualization.Characters && visualization.Text.Characters[position].Value == '\n';

    private void DrawCharacter(int position, double x, double y)
    {
        Rune character = visualization.Text.Characters[position];
        double value = visualization.Lacks(character) ? 0 : reading.Activations[visualization.FirstCell][position] / 127.0;
        elements.Add(Box(x, y, CellWidth, CharacterHeight, Mix(value < 0 ? Minus : Plus, Math.Abs(value))));
        AddText(CharacterText.Of(character), x, y + 15, 14);
        for (int rank = 0; rank < TextReading.Guesses; rank++)
        {
            double share = reading.GuessProbabilities[rank][position];
            if (share >= 0.005)
            {
                double top = y + CharacterHeight + (rank * GuessHeight);
                elements.Add(Box(x, top, CellWidth, GuessHeight, Mix(Guess, share)));
                AddText(CharacterText.OfToken(visualization.Vocabulary, reading.GuessIds[rank][position]), x, top + 9.5, 10);
            }
        }
    }

    private void AddText(string text, double x, double y, double size)
    {
        if (text != " ")
        {
            elements.Add(new XElement(
                Svg + "text",
                new XAttribute("x", Figure.Pixel(x + (CellWidth / 2))),
                new XAttribute("y", Figure.Pixel(y)),
                new XAttribute("font-size", text.Length > 2 ? 4 : size),
                text));
        }
    }

    private static XElement Box(double x, double y, double width, double height, (int R, int G, int B) colour) => new(
        Svg + "rect",
        new XAttribute("x", Figure.Pixel(x)),
        new XAttribute("y", Figure.Pixel(y)),
        new XAttribute("width", Figure.Pixel(width)),
        new XAttribute("height", Figure.Pixel(height)),
        new XAttribute("fill", $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}"));

    private static (int R, int G, int B) Mix((int R, int G, int B) end, double share)
    {
        return (Part(Zero.R, end.R), Part(Zero.G, end.G), Part(Zero.B, end.B));

        int Part(int from, int to) => (int)Math.Round(from + ((to - from) * share));
    }
}
