using System.Text;
using System.Xml;

namespace CharRnn.Cli;

/// <summary>The reference packs of the .NET SDK. Corpora are generated from their XML documentation, without a download.</summary>
internal sealed class ReferencePacks
{
    private const ulong ShuffleSeed = 1;

    private static readonly string[] Names = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    private readonly string[] folders; // the newest version of each pack

    private ReferencePacks(string[] folders) => this.folders = folders;

    /// <summary>Finds the reference packs of the running .NET, or of DOTNET_ROOT.</summary>
    /// <param name="corpus">The corpus to generate, for the message.</param>
    /// <exception cref="CharRnnException">No reference pack was found.</exception>
    public static ReferencePacks Find(string corpus)
    {
        List<string> roots = [];
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            roots.Add(root);
        }

        // .../dotnet/shared/Microsoft.NETCore.App/10.0.0/ is three levels below the root.
        roots.Add(Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        foreach (string candidate in roots)
        {
            string[] found = [.. Names.Select(pack => NewestVersion(Path.Combine(candidate, "packs", pack))).OfType<string>()];
            if (found.Length > 0)
            {
                return new ReferencePacks(found);
            }
        }

        throw new CharRnnException(
            $"The corpus {corpus} is generated from the reference packs of the .NET SDK, and there are none in {string.Join(" or ", roots.Select(r => Path.Combine(r, "packs")))}. Install the .NET SDK, or set DOTNET_ROOT.");
    }

    /// <summary>Returns the documentation files, always in the same order.</summary>
    public IEnumerable<string> XmlFiles() => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(folder, "ref"), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        .DistinctBy(Path.GetFileName); // both packs contain some of the files

    public static XmlReader Open(string file) =>
        XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });

    /// <summary>
    /// Writes a corpus of distinct lines, unless the cache folder has it. The lines are shuffled with a fixed seed, so that all parts of the
    /// text are alike and the same SDK gives the same bytes.
    /// </summary>
    /// <returns>The path of the file.</returns>
    public string WriteLines(string folder, string corpus, int recipe, Func<IEnumerable<string>> readLines)
    {
        string path = Path.Combine(folder, $"{corpus}-{Path.GetFileName(folders[0])}-recipe{recipe}.txt");
        return DerivedCorpus.Locate(path, () => Encoding.ASCII.GetBytes(string.Concat(Shuffled([.. readLines().Distinct()]).Select(line => line + "\n"))));
    }

    private static string? NewestVersion(string pack) =>
        !Directory.Exists(pack)
            ? null
            : Directory.EnumerateDirectories(pack)
                .Where(folder => Version.TryParse(Path.GetFileName(folder), out _))
                .MaxBy(folder => Version.Parse(Path.GetFileName(folder)));

    /// <summary>Shuffles the lines (Fisher and Yates).</summary>
    private static List<string> Shuffled(List<string> lines)
    {
        RandomSource random = new(ShuffleSeed);
        for (int i = lines.Count - 1; i > 0; i--)
        {
            int j = (int)(random.NextDouble() * (i + 1));
            (lines[i], lines[j]) = (lines[j], lines[i]);
        }

        return lines;
    }
}
