using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Server;

/// <summary>The names of sessions. A name belongs to the key that uses it: another key's session of the same name is another one.</summary>
internal static partial class SessionName
{
    private const int MostLength = 64;

    /// <exception cref="ApiException">It is not of the right form.</exception>
    public static string Check(string name, string parameter)
    {
        Server.Check.That(
            name.Length <= MostLength && Form().IsMatch(name), parameter, $"{parameter} is {VisibleText.Line(name, 80)}; must be from 1 to {MostLength} of the characters A-Z a-z 0-9 _ . -");
        return name;
    }

    /// <summary>Returns a name that nobody has.</summary>
    public static string Fresh() => $"s-{Guid.NewGuid():N}";

    /// <summary>Returns the key of the grain: a hash, because Orleans logs keys, and a name is a client's text.</summary>
    /// <param name="owner">Whose session it is.</param>
    /// <param name="name">Its name, checked.</param>
    public static string ToKey(string owner, string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{owner}/{name}")));

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+\z")]
    private static partial Regex Form();
}
