using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace CharRnn.Cli;

/// <summary>
/// The corpus dotnet-docs: the prose of the XML documentation in the reference packs of the .NET SDK, real English on every
/// machine that can build this. One paragraph a line.
/// </summary>
internal static partial class DotNetDocs
{
    private const int Recipe = 1; // goes up with every change to what is extracted, so that no cache keeps an old text
    private const int LeastWords = 4;

    // The elements that hold prose; code, lists of exceptions and links hold little of it.
    private static readonly HashSet<string> ProseElements = ["summary", "remarks", "returns", "value", "param", "typeparam", "para"];

    /// <summary>Writes the whole corpus, where the cache does not have it yet.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteFull(string folder)
    {
        ReferencePacks packs = ReferencePacks.Find("dotnet-docs");
        return packs.WriteLines(folder, "dotnet-docs", Recipe, () => packs.XmlFiles().SelectMany(ReadFile).Where(IsProse));
    }

    /// <summary>Writes the first paragraphs that fit into a number of characters, where the cache does not have them yet.</summary>
    /// <returns>The file's path.</returns>
    public static string WritePart(string folder, int characters)
    {
        string full = WriteFull(folder);
        return DerivedCorpus.Locate(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(full)}-{characters}.txt"), () =>
        {
            byte[] text = File.ReadAllBytes(full); // ASCII: a byte is a character
            int end = Math.Min(text.Length, characters);
            return text[..(text.AsSpan(0, end).LastIndexOf((byte)'\n') + 1)];
        });
    }

    private static IEnumerable<string> ReadFile(string file)
    {
        using XmlReader reader = ReferencePacks.Open(file);
        Stack<StringBuilder> open = []; // the prose of each open element that holds any
        reader.Read();
        while (!reader.EOF)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "code" or "list" or "example":
                    reader.Skip(); // to the node after it
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

    /// <summary>What a reference to code reads as: <c>T:System.Int32</c> as Int32, <c>values</c> as values.</summary>
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

    /// <summary>Whether a paragraph reads as English: a capital first, a full stop last, words between, plain characters only.</summary>
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
