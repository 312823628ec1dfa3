using System.Text.RegularExpressions;
using System.Xml;

namespace CharRnn.Cli;

/// <summary>
/// The corpus dotnet-names: the names of the public types in the reference packs of the .NET SDK, one per line, without namespace,
/// containing type and type parameters. It suits a line model.
/// </summary>
internal static partial class DotNetNames
{
    private const int Recipe = 1; // increased with every change of the extraction, so that cached texts are generated again

    /// <summary>Writes the corpus, unless the cache folder has it.</summary>
    /// <returns>The path of the file.</returns>
    public static string Write(string folder)
    {
        ReferencePacks packs = ReferencePacks.Find("dotnet-names");
        return packs.WriteLines(folder, "dotnet-names", Recipe, () => packs.XmlFiles().SelectMany(ReadFile));
    }

    private static IEnumerable<string> ReadFile(string file)
    {
        using XmlReader reader = ReferencePacks.Open(file);
        while (reader.ReadToFollowing("member"))
        {
            if (TypeName().Match(reader.GetAttribute("name") ?? "") is { Success: true } match)
            {
                yield return match.Groups["name"].Value;
            }
        }
    }

    // T:System.Collections.Generic.Dictionary`2.KeyCollection
    [GeneratedRegex(@"^T:(.*\.)?(?<name>[A-Za-z][A-Za-z0-9]{2,})(`\d+)?$")]
    private static partial Regex TypeName();
}
