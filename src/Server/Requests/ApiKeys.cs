using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary>The keys that requests must bring. Only their hashes are kept, and all are compared, so that an answer's time tells nothing of them.</summary>
internal sealed class ApiKeys
{
    private const int LeastLength = 16;
    private const int MostLength = 512;
    private const int OwnerLength = 32; // hexadecimal digits
    private const string Scheme = "Bearer ";

    private readonly byte[][] hashes;

    public ApiKeys(IOptions<CharRnnServerOptions> options) => hashes = [.. Read(options.Value).Select(Hash)];

    /// <summary>Returns whether a request may be served.</summary>
    /// <param name="authorization">Its header Authorization.</param>
    public bool Allows(string? authorization)
    {
        if (hashes.Length == 0)
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
    public string OwnerOf(string? authorization) => hashes.Length == 0 ? "all" : Convert.ToHexStringLower(HashOf(authorization))[..OwnerLength];

    /// <summary>Returns what is wrong with the keys.</summary>
    public static IEnumerable<string> FindProblems(CharRnnServerOptions options)
    {
        if (options.ApiKeyFile is { } file && !File.Exists(file))
        {
            return [$"ApiKeyFile is {file}; must be an existing file"];
        }

        string[] keys = [.. Read(options)];
        int wrong = keys.Count(key => key.Length is < LeastLength or > MostLength || key.Any(character => character is <= ' ' or > '~'));
        return wrong > 0 ? [$"{wrong} of the keys are not of the right form; must be from {LeastLength} to {MostLength} characters of ASCII without blanks"]
            : keys.Length == 0 && options.ApiKeyFile is { } empty ? [$"ApiKeyFile {empty} has no key; must have at least one"]
            : [];
    }

    private static IEnumerable<string> Read(CharRnnServerOptions options) => options.ApiKeys.Concat(
        options.ApiKeyFile is { } file ? File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#') : []);

    private static byte[] HashOf(string? authorization)
    {
        bool hasScheme = authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ?? false;
        return Hash(hasScheme ? authorization![Scheme.Length..].Trim() : "");
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
