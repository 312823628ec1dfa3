using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CharRnn.Reports;

/// <summary>
/// Puts the page together. All that comes from a text or a model is JSON, in which System.Text.Json escapes whatever HTML could read as markup, or
/// Base64; the page's own script puts it in as text. No other script may run, and nothing may be fetched.
/// </summary>
internal sealed class VisualizationPage
{
    private const int MaximumValues = 1 << 25; // activations on the page, a byte each before they are compressed

    private readonly Visualization visualization;
    private readonly int[] alphabet; // code points
    private readonly int[] cells;

    public VisualizationPage(Visualization visualization)
    {
        this.visualization = visualization;
        alphabet = [.. visualization.Text.Characters.Select(character => character.Value).Distinct().Order()];
        int fit = (int)Math.Max(1, (long)MaximumValues / visualization.Characters / visualization.Checkpoints.Count);
        cells = [.. visualization.Checkpoints[^1].Reading.Search.Order().Prepend(visualization.FirstCell).Distinct().Take(fit).Order()];
    }

    public void Write(Stream stream)
    {
        string script = Resource("page.js");
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        using StreamWriter page = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        page.Write(OwnOutput.PageHead);
        page.WriteLine("<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        page.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'\">");
        page.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>CharRnn</title>");
        page.WriteLine($"<style>\n{Resource("page.css")}</style>\n</head>\n<body>\n{Resource("page.html")}");
        page.WriteLine($"<script type=\"application/json\" id=\"data\">{JsonSerializer.Serialize(MakeData(), PageJson.Default.PageData)}</script>");
        WriteBlock(page, "text", MemoryMarshal.AsBytes<uint>(visualization.Text.Characters.Select(character => (uint)Array.BinarySearch(alphabet, character.Value)).ToArray()));

        // What is shown first comes before the script, so that it is shown before the rest is read.
        int last = visualization.Checkpoints.Count - 1;
        WriteGuesses(page, last);
        WriteCell(page, last, visualization.FirstCell);
        page.WriteLine($"<script>{script}</script>");
        foreach (int checkpoint in Enumerable.Range(0, visualization.Checkpoints.Count))
        {
            if (checkpoint != last)
            {
                WriteGuesses(page, checkpoint);
            }

            foreach (int cell in cells.Where(cell => (checkpoint, cell) != (last, visualization.FirstCell)))
            {
                WriteCell(page, checkpoint, cell);
            }
        }

        page.WriteLine("</body>\n</html>");
    }

    private PageData MakeData()
    {
        ModelDescription description = visualization.Description;
        int start = 0;
        return new PageData
        {
            Title = VisibleText.Line(visualization.Title, 200),
            About = Describe(),
            Unit = description.Unit == TextUnit.Line ? "line" : "stream",
            Token = visualization.Vocabulary.Tokenization == Tokenization.Bytes ? "byte" : "character",
            Layers = description.Layers,
            HiddenSize = description.HiddenSize,
            Texts = [.. visualization.Text.Texts.Select(text => new PageText(VisibleText.Line(text.Name, 200), (start += text.Characters.Length) - text.Characters.Length))],
            Alphabet = [.. alphabet.Select(value => CharacterText.Of(new Rune(value)))],
            Lacking = [.. alphabet.Select(value => visualization.Lacks(new Rune(value)))],
            Newline = Math.Max(-1, Array.BinarySearch(alphabet, '\n')),
            Tokens = [.. Enumerable.Range(0, visualization.Vocabulary.Size).Select(id => CharacterText.OfToken(visualization.Vocabulary, id))],
            Features = [.. TextFeature.All.Select(feature => feature.Name)],
            Cells = cells,
            FirstCell = visualization.FirstCell,
            Sampled = visualization.Memory.Sampled,
            Ngrams = visualization.NGrams,
            Checkpoints = [.. visualization.Checkpoints.Select(MakeCheckpoint)],
        };
    }

    private string Describe()
    {
        ModelDescription description = visualization.Description;
        int all = description.Layers * description.HiddenSize;
        List<string> facts =
        [
            $"{description.Layers} x {description.HiddenSize} {description.Cell.ToString().ToUpperInvariant()}",
            $"{Figure.Of(visualization.Characters)} characters" + (visualization.GivenCharacters > visualization.Characters ? $", the first of {Figure.Of(visualization.GivenCharacters)}" : ""),
            $"{Figure.Fixed(visualization.BitsPerCharacter, 3)} bits per character",
        ];
        if (visualization.UnknownCharacters > 0)
        {
            facts.Add($"{Figure.Of(visualization.UnknownCharacters)} characters, in dashed frames, are not in the vocabulary");
        }

        if (cells.Length < all)
        {
            facts.Add($"{Figure.Of(cells.Length)} of {Figure.Of(all)} cells are on this page: those named at the side, and those that change most");
        }

        return string.Join(" · ", facts);
    }

    private PageCheckpoint MakeCheckpoint(Visualization.Checkpoint checkpoint) => new(
        VisibleText.Line(checkpoint.Name, 60),
        checkpoint.Step,
        [.. checkpoint.Reading.Search.FindBest().Select(best => best
            .Select(found => new PageCell(visualization.IndexOf(found.Layer, found.Cell), Rounded(found.Found)!.Value, Rounded(found.Confirmed), found.Clearness)).ToArray())],
        [.. cells.Select(cell => checkpoint.Reading.Search.Of(cell).Select(pair => (double?[])[Rounded(pair.Found), Rounded(pair.Confirmed)]).ToArray())],
        checkpoint.Contexts,
        checkpoint.Positions);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;

    private void WriteGuesses(StreamWriter page, int checkpoint)
    {
        TextReading reading = visualization.Checkpoints[checkpoint].Reading;
        WriteBlock(page, $"checkpoint-{checkpoint}-costs", [.. reading.Bits.Select(bits => ToByte((bits ?? 0) / 10))]);
        WriteBlock(page, $"checkpoint-{checkpoint}-guesses", MemoryMarshal.AsBytes<ushort>(reading.GuessIds.SelectMany(ids => ids).ToArray()));
        WriteBlock(page, $"checkpoint-{checkpoint}-shares", [.. reading.GuessProbabilities.SelectMany(shares => shares).Select(share => ToByte(share))]);
    }

    private void WriteCell(StreamWriter page, int checkpoint, int cell) =>
        WriteBlock(page, $"checkpoint-{checkpoint}-cell-{Array.BinarySearch(cells, cell)}", MemoryMarshal.AsBytes<sbyte>(visualization.Checkpoints[checkpoint].Reading.Activations[cell]));

    private static byte ToByte(double share) => (byte)Math.Round(Math.Min(1, share) * 255);

    /// <summary>Writes numbers, little-endian, as a block of data that no browser runs.</summary>
    private static void WriteBlock(StreamWriter page, string id, ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        page.WriteLine($"<script type=\"application/octet-stream\" id=\"{id}\">{Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length))}</script>");
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(VisualizationPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
