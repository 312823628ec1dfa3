using System.Text.RegularExpressions;
using System.Xml;

namespace CharRnn.Cli;

/// <summary>
/// The corpus dotnet-names: the names of the public types in the reference packs of the .NET SDK, without what contains them and
/// without type parameters. One name a line, for a line model.
/// </summary>
internal static partial class DotNetNames
{
    private const int Recipe = 1; // goes up with every change to what is extracted, so that no cache keeps an old text

    /// <summary>Writes it, where the cache does not have it yet.</summary>
    /// <returns>The file's path.</returns>
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
