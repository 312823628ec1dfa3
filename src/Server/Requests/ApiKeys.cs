using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>The keys that requests must bring. Only their hashes are kept, and all are compared, so that an answer's time tells nothing of them.</summary>
internal sealed class ApiKeys
{
    private const int OwnerLength = 32; // hexadecimal digits
    private const string Scheme = "Bearer ";

    private readonly byte[][] hashes;

    public ApiKeys(IOptions<CharRnnServerOptions> options) => hashes = [.. ConfiguredKeys.Read(options.Value).Select(Hash)];

    /// <summary>Gets whether there are keys.</summary>
    public bool AreNeeded => hashes.Length > 0;

    /// <summary>Returns whether a request may be served.</summary>
    /// <param name="authorization">Its header Authorization.</param>
    public bool Allows(string? authorization)
    {
        if (!AreNeeded)
        {
            return true;
        }

        byte[] given = HashOf(authorization);
        bool isKnown = false;
        foreach (byte[] hash in hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(hash, given);
        }

        return isKnown;
    }

    /// <summary>Returns what tells the holders of keys apart, and is no secret: a hash of the key.</summary>
    /// <param name="authorization">The header Authorization of a request that may be served.</param>
    public string OwnerOf(string? authorization) => AreNeeded ? Convert.ToHexStringLower(HashOf(authorization))[..OwnerLength] : "all";

    private static byte[] HashOf(string? authorization)
    {
        bool hasScheme = authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ?? false;
        return Hash(hasScheme ? authorization![Scheme.Length..].Trim() : "");
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
