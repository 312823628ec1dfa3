using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace CharRnn.Trainer;

/// <summary>
/// The corpus dotnet-docs: the prose of the XML documentation in the reference packs of the .NET SDK, real English on every
/// machine that can build this. One paragraph a line, each once, in an order shuffled by a fixed seed so that every part
/// of the text is alike; the same SDK gives the same bytes.
/// </summary>
internal static partial class DotNetDocs
{
    private const int Recipe = 1; // goes up with every change to what is extracted, so that no cache keeps an old text
    private const ulong ShuffleSeed = 1;
    private const int LeastWords = 4;

    private static readonly string[] Packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    // The elements that hold prose; code, lists of exceptions and links hold little of it.
    private static readonly HashSet<string> ProseElements = ["summary", "remarks", "returns", "value", "param", "typeparam", "para"];

    /// <summary>Writes the whole corpus, where the cache does not have it yet.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteFull(string folder)
    {
        IReadOnlyList<string> packs = FindPacks();
        string path = Path.Combine(folder, $"dotnet-docs-{Path.GetFileName(packs[0])}-recipe{Recipe}.txt");
        if (!File.Exists(path))
        {
            byte[] text = Encoding.ASCII.GetBytes(string.Concat(Shuffled(ReadParagraphs(packs)).Select(paragraph => paragraph + "\n")));
            AtomicFile.Write(path, stream => stream.Write(text));
        }

        return path;
    }

    /// <summary>Writes the first paragraphs that fit into a number of characters, where the cache does not have them yet.</summary>
    /// <returns>The file's path.</returns>
    public static string WritePart(string folder, int characters)
    {
        string full = WriteFull(folder);
        string path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(full)}-{characters}.txt");
        if (!File.Exists(path))
        {
            ReadOnlyMemory<byte> text = File.ReadAllBytes(full); // ASCII: a byte is a character
            ReadOnlyMemory<byte> part = text[..Math.Min(text.Length, characters)];
            AtomicFile.Write(path, stream => stream.Write(part.Span[..(part.Span.LastIndexOf((byte)'\n') + 1)]));
        }

        return path;
    }

    /// <summary>The newest version of each reference pack beside the running SDK.</summary>
    private static IReadOnlyList<string> FindPacks()
    {
        List<string> roots = [];
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            roots.Add(root);
        }

        // .../dotnet/shared/Microsoft.NETCore.App/10.0.0/ is three levels below what is looked for.
        roots.Add(Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        foreach (string candidate in roots)
        {
            string[] found = [.. Packs.Select(pack => NewestVersion(Path.Combine(candidate, "packs", pack))).OfType<string>()];
            if (found.Length > 0)
            {
                return found;
            }
        }

        throw new CharRnnException(
            $"The corpus dotnet-docs is made from the .NET SDK's reference packs, and there are none in {string.Join(" or ", roots.Select(r => Path.Combine(r, "packs")))}. Install the .NET SDK, or set DOTNET_ROOT.");
    }

    private static string? NewestVersion(string pack) =>
        !Directory.Exists(pack)
            ? null
            : Directory.EnumerateDirectories(pack)
                .Where(folder => Version.TryParse(Path.GetFileName(folder), out _))
                .MaxBy(folder => Version.Parse(Path.GetFileName(folder)));

    private static List<string> ReadParagraphs(IReadOnlyList<string> packs)
    {
        List<string> paragraphs = [];
        HashSet<string> seen = [];

        // The second pack repeats files of the first.
        IEnumerable<string> files = packs
            .SelectMany(pack => Directory.EnumerateFiles(Path.Combine(pack, "ref"), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .DistinctBy(Path.GetFileName);
        foreach (string file in files)
        {
            foreach (string paragraph in ReadFile(file))
            {
                if (IsProse(paragraph) && seen.Add(paragraph))
                {
                    paragraphs.Add(paragraph);
                }
            }
        }

        return paragraphs;
    }

    private static IEnumerable<string> ReadFile(string file)
    {
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true };
        using XmlReader reader = XmlReader.Create(file, settings);
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

    /// <summary>Fisher and Yates' shuffle.</summary>
    private static List<string> Shuffled(List<string> paragraphs)
    {
        RandomSource random = new(ShuffleSeed);
        for (int i = paragraphs.Count - 1; i > 0; i--)
        {
            int j = (int)(random.NextDouble() * (i + 1));
            (paragraphs[i], paragraphs[j]) = (paragraphs[j], paragraphs[i]);
        }

        return paragraphs;
    }

    [GeneratedRegex(@"\(.*|\{.*")]
    private static partial Regex Arguments();
}
