using System.Globalization;
using System.Text;

namespace CharRnn.Cli;

/// <summary>C's escapes, for characters that a shell has no key for: \n, \r, \t, \\, \uXXXX and \UXXXXXXXX.</summary>
internal static class Escapes
{
    /// <summary>Returns the text with the characters that its escapes stand for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <exception cref="InvalidOptionsException">A backslash begins none of these.</exception>
    public static string Read(string text, string name)
    {
        StringBuilder read = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                read.Append(text[i]);
                continue;
            }

            int digits = text.AsSpan(i + 1) switch { ['u', ..] => 4, ['U', ..] => 8, _ => 0 };
            string escape = text[i..Math.Min(i + 2 + digits, text.Length)];
            read.Append(Character(escape) ?? throw new InvalidOptionsException($"{name} has the escape {escape}; must be {@"\n, \r, \t, \\, \uXXXX or \UXXXXXXXX"}"));
            i += escape.Length - 1;
        }

        return read.ToString();
    }

    private static string? Character(string escape) => escape switch
    {
        @"\n" => "\n",
        @"\r" => "\r",
        @"\t" => "\t",
        @"\\" => "\\",
        ['\\', 'u' or 'U', _, ..] when uint.TryParse(escape.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            && escape.Length == (escape[1] == 'u' ? 6 : 10) && Rune.TryCreate(code, out Rune rune) => rune.ToString(),
        _ => null,
    };
}
