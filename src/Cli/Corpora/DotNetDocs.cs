using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace CharRnn.Cli;

/// <summary>
/// The corpus dotnet-docs: the prose of the XML documentation in the reference packs of the .NET SDK, one paragraph per line. It is
/// real English, available on every machine with the SDK.
/// </summary>
internal static partial class DotNetDocs
{
    private const int Recipe = 1; // increased with every change of the extraction, so that cached texts are generated again
    private const int LeastWords = 4;

    // Elements with prose. Code, lists of exceptions and links have little of it.
    private static readonly HashSet<string> ProseElements = ["summary", "remarks", "returns", "value", "param", "typeparam", "para"];

    /// <summary>Writes the whole corpus, unless the cache folder has it.</summary>
    /// <returns>The path of the file.</returns>
    public static string WriteFull(string folder)
    {
        ReferencePacks packs = ReferencePacks.Find("dotnet-docs");
        return packs.WriteLines(folder, "dotnet-docs", Recipe, () => packs.XmlFiles().SelectMany(ReadFile).Where(IsProse));
    }

    /// <summary>Writes the first paragraphs that fit into a number of characters, unless the cache folder has them.</summary>
    /// <returns>The path of the file.</returns>
    public static string WritePart(string folder, int characters)
    {
        string full = WriteFull(folder);
        return DerivedCorpus.Locate(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(full)}-{characters}.txt"), () =>
        {
            byte[] text = File.ReadAllBytes(full); // ASCII, so a byte is a character
            int end = Math.Min(text.Length, characters);
            return text[..(text.AsSpan(0, end).LastIndexOf((byte)'\n') + 1)];
        });
    }

    private static IEnumerable<string> ReadFile(string file)
    {
        using XmlReader reader = ReferencePacks.Open(file);
        Stack<StringBuilder> open = []; // the text of each open prose element
        reader.Read();
        while (!reader.EOF)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "code" or "list" or "example":
                    reader.Skip(); // moves to the node after it
                    continue;
                case XmlNodeType.Element when ProseElements.Contains(reader.LocalName):
                    if (!reader.IsEmptyElement)
                    {
                        open.Push(new StringBuilder());
                    }

                    break;
                case XmlNodeType.EndElement when ProseElements.Contains(reader.LocalName):
                    yield return string.Join(' ', open.Pop().ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                    break;
                case XmlNodeType.Element when open.Count > 0:
                    open.Peek().Append(NameOf(reader));
                    break;
                case XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.Count > 0:
                    open.Peek().Append(reader.Value);
                    break;
            }

            reader.Read();
        }
    }

    /// <summary>Returns the text of a code reference: Int32 for <c>T:System.Int32</c>, values for <c>values</c>.</summary>
    private static string? NameOf(XmlReader reader)
    {
        string? reference = reader.GetAttribute("langword") ?? reader.GetAttribute("name") ?? reader.GetAttribute("cref");
        if (reference is null)
        {
            return null;
        }

        string name = Arguments().Replace(reference, "");
        name = name[(name.LastIndexOfAny(['.', ':', '#']) + 1)..];
        return name.Split('`')[0];
    }

    /// <summary>Returns whether a paragraph is plain English: ASCII characters, a capital letter first, a full stop last, several words.</summary>
    private static bool IsProse(string paragraph) =>
        paragraph.Length is > 0 and <= 1000
        && char.IsAsciiLetterUpper(paragraph[0])
        && paragraph[^1] == '.'
        && paragraph.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        && paragraph.AsSpan().IndexOfAny("_|{}\\") < 0
        && !paragraph.Contains("http", StringComparison.Ordinal)
        && paragraph.AsSpan().Count(' ') >= LeastWords - 1;

    [GeneratedRegex(@"\(.*|\{.*")]
    private static partial Regex Arguments();
}
