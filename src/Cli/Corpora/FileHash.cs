using System.Security.Cryptography;

namespace CharRnn.Cli;

/// <summary>The SHA-256 of a file, in lower-case hexadecimal.</summary>
internal static class FileHash
{
    public static string Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
