using System.Security.Cryptography;
using System.Text;

namespace CharRnn.Cli;

/// <summary>
/// A corpus that is made on this machine, and kept in the cache folder with its SHA-256 beside it. It is hashed every time: reading it takes
/// milliseconds, a training on the wrong text hours. One that was changed is made again.
/// </summary>
internal static class DerivedCorpus
{
    /// <summary>Makes the text where the cache does not have it yet.</summary>
    /// <param name="path">The file to make, NAME.txt; its hash is NAME.sha256.</param>
    /// <param name="make">Makes the text.</param>
    /// <returns>The file's path.</returns>
    public static string Locate(string path, Func<byte[]> make)
    {
        string hashPath = Path.ChangeExtension(path, ".sha256");
        string? wanted = IsFile(hashPath) ? File.ReadAllText(hashPath) : null;
        string? found = IsFile(path) ? FileHash.Of(path) : null;
        if (found is null || found != wanted)
        {
            if (found is not null && wanted is not null)
            {
                Console.Error.WriteLine($"{path} was changed; it is made again");
            }

            byte[] text = make();
            AtomicFile.Write(path, stream => stream.Write(text));
            AtomicFile.Write(hashPath, stream => stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text)))));
        }

        return path;
    }

    // Not a link, and not a pipe or a device, which have no length.
    private static bool IsFile(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null, Length: > 0 };
}
